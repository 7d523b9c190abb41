using Culver.Pop3.Wire;

namespace Culver.Pop3.Dispatch;

/// <summary>A command that is its keyword alone.</summary>
internal sealed record NoArguments : IPop3Command<NoArguments>
{
    public static NoArguments Parse(ref Pop3Reader reader)
    {
        reader.End("This command has no arguments");
        return new();
    }
}
