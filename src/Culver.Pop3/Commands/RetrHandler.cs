using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Commands;

/// <summary>RETR (RFC 1939 §5). It sets no flag: what IMAP shows of the message stays as it is.</summary>
internal sealed class RetrHandler : IPop3Handler<MessageCommand>
{
    public async ValueTask<CommandResult> HandleAsync(MessageCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        var maildrop = session.Maildrop!;
        if (!maildrop.TryGet(command.Number, out var row))
            return KnownReplies.NoSuchMessage;
        await using var content = await maildrop.OpenContentAsync(row, cancellationToken);
        if (!session.IsUtf8 && await Utf8Header.IsInAsync(content, cancellationToken))
            return Utf8Header.Refusal;
        session.Writer.BeginMessage(row.Size);
        await session.Writer.SendAsync(content, lines: null, cancellationToken);
        session.Environment.Metrics.Retrieved(row.Size);
        return CommandResult.Written();
    }
}
