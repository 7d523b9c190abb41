using Culver.Pop3.Commands;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Extensions;

/// <summary>TOP (RFC 1939 §7, RFC 2449 §6.1).</summary>
internal sealed class TopExtension : IPop3Extension
{
    public string Tag => "TOP";

    public string? Announce(Pop3Session session) => Tag;

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command(Tag, SessionStates.Transaction, new TopHandler());
}

// TOP msg n                                                                                      RFC 1939 §7
/// <summary>TOP with its arguments.</summary>
internal sealed record TopCommand(int Number, int Lines) : IPop3Command<TopCommand>
{
    public static TopCommand Parse(ref Pop3Reader reader)
    {
        reader.Space("Expected the number of a message");
        var number = reader.Number("Expected the number of a message");
        reader.Space("Expected a number of lines");
        var lines = reader.Number("Expected a number of lines");
        reader.End("Expected two numbers and no more");
        return new(number, lines);
    }
}

/// <summary>Sends the header, the empty line, and so many lines of the body.</summary>
internal sealed class TopHandler : IPop3Handler<TopCommand>
{
    public async ValueTask<CommandResult> HandleAsync(TopCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop!;
        if (!maildrop.TryGet(command.Number, out var row))
            return KnownReplies.NoSuchMessage;
        await using var content = await maildrop.OpenContentAsync(row, cancellationToken);
        if (!session.IsUtf8 && await Utf8Header.IsInAsync(content, cancellationToken))
            return Utf8Header.Refusal;
        session.Writer.Begin("Top of message follows");
        await session.Writer.SendAsync(content, command.Lines, cancellationToken);
        return CommandResult.Written();
    }
}
