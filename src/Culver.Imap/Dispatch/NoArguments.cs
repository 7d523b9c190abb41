using Culver.Imap.Wire;

namespace Culver.Imap.Dispatch;

/// <summary>A command that is its name alone.</summary>
internal sealed record NoArguments : IImapCommand<NoArguments>
{
    private static readonly NoArguments Instance = new();

    public static NoArguments Parse(ref ImapReader reader, ParseContext context)
    {
        reader.End();
        return Instance;
    }
}
