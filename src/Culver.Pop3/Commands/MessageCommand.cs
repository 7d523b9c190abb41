using Culver.Pop3.Dispatch;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Commands;

// RETR msg, DELE msg                                                                             RFC 1939 §5
/// <summary>A command that names one message.</summary>
internal sealed record MessageCommand(int Number) : IPop3Command<MessageCommand>
{
    public static MessageCommand Parse(ref Pop3Reader reader)
    {
        reader.Space("Expected the number of a message");
        var number = reader.Number("Expected the number of a message");
        reader.End("Expected one number and no more");
        return new(number);
    }
}
