using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.Chunking;

/// <summary>
/// Takes a chunk (RFC 3030 §2). Rules upheld: a chunk is read whatever its command is answered, because what it holds must not be taken for commands;
/// after a chunk failed, those behind it in the pipeline are read and given the same answer until LAST or RSET.
/// </summary>
internal sealed class BdatHandler : ISmtpHandler<BdatCommand>
{
    public async ValueTask<CommandResult> HandleAsync(BdatCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        // Nobody can tell data from commands behind a size that cannot be read.
        if (command.Size < 0)
            return CommandResult.Last(new SmtpReply(501, 5, 4, "Expected BDAT, the number of octets, and perhaps LAST"));
        if (session.Transaction is not { } transaction)
            return await PassOverAsync(command, session, KnownReplies.NoTransaction, cancellationToken);
        if (transaction.Recipients.Count == 0)
            return await WithoutRecipientsAsync(command, session, cancellationToken);
        if (transaction.Content is not { } content)
            content = await BeginAsync(transaction, session, cancellationToken);
        switch (await content.ReadChunkAsync(command.Size, cancellationToken))
        {
            case ContentEnd.Complete when command.IsLast:
                return await Conclusion.ConcludeAsync(transaction, session, cancellationToken);
            case ContentEnd.Complete:
                return content.Refusal ?? new SmtpReply(250, 0, 0, $"{command.Size} octets received");
            case ContentEnd.TooMuch:
                return CommandResult.Last(content.Refusal ?? KnownReplies.TooBig(session.Environment.Options.MaxMessageSize));
            default:
                return CommandResult.Written(0, close: true);
        }
    }

    private static async ValueTask<IncomingContent> BeginAsync(SmtpTransaction transaction, SmtpSession session, CancellationToken cancellationToken)
    {
        var framing = transaction.Sender.Body == BodyType.BinaryMime ? ContentFraming.Binary : ContentFraming.Counted;
        var content = new IncomingContent(transaction, session, framing);
        transaction.Content = content;
        // If this fails the content holds its refusal, and the chunks are read all the same.
        await content.OpenAsync(cancellationToken);
        return content;
    }

    private static async ValueTask<CommandResult> WithoutRecipientsAsync(BdatCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        var result = await PassOverAsync(command, session, KnownReplies.NoRecipients, cancellationToken);
        if (!command.IsLast || result.Close || session.Protocol != SmtpProtocol.Lmtp)
            return result;
        // RFC 2033 §4.3: one reply per accepted recipient, which is none.
        await session.EndTransactionAsync();
        return CommandResult.Written(result.Code);
    }

    private static async ValueTask<CommandResult> PassOverAsync(BdatCommand command, SmtpSession session, SmtpReply reply, CancellationToken cancellationToken)
    {
        if (command.Size > session.Environment.Options.MaxMessageSize)
            return CommandResult.Last(reply);
        var input = session.Connection.Input;
        var left = command.Size;
        while (left > 0)
        {
            session.Connection.SetArrivalTimeout(session.Environment.Options.DataTimeout);
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer.Length > left ? read.Buffer.Slice(0, left) : read.Buffer;
            left -= buffer.Length;
            input.AdvanceTo(buffer.End);
            if (read.IsCanceled || (read.IsCompleted && left > 0))
                return CommandResult.Written(0, close: true);
        }

        return reply;
    }
}
