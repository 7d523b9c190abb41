using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Data;

/// <summary>Takes a message as lines (RFC 5321 §4.1.1.4).</summary>
internal sealed class DataHandler : ISmtpHandler<DataCommand>
{
    private static readonly SmtpReply GoAhead = new(354, null, "Send the message, end with CRLF.CRLF");

    public async ValueTask<CommandResult> HandleAsync(DataCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        // RFC 2033 §4.2: 503 in LMTP; RFC 5321 §3.3 allows it in SMTP. Never 354, so that no message is taken for nobody (RFC 2920 §3.2).
        if (transaction.Recipients.Count == 0)
            return KnownReplies.NoRecipients;
        // RFC 3030 §3: BINARYMIME comes by BDAT only.
        if (transaction.Sender.Body == BodyType.BinaryMime)
            return new SmtpReply(503, 5, 1, "A BINARYMIME message comes by BDAT, not by DATA");
        var content = new IncomingContent(transaction, session, ContentFraming.Dots);
        if (!await content.OpenAsync(cancellationToken))
        {
            await session.EndTransactionAsync();
            return content.Refusal!;
        }

        transaction.Content = content;
        session.Replies.Write(GoAhead);
        if (!await session.Replies.FlushAsync(cancellationToken))
            return CommandResult.Written(354, close: true);
        switch (await content.ReadDataAsync(cancellationToken))
        {
            case ContentEnd.Complete:
                return await Conclusion.ConcludeAsync(transaction, session, cancellationToken);
            case ContentEnd.TooMuch:
                return CommandResult.Last(content.Refusal ?? KnownReplies.TooBig(session.Environment.Options.MaxMessageSize));
            default:
                // RFC 5321 §4.1.1.10: a connection lost in the middle undoes the transaction.
                return CommandResult.Written(0, close: true);
        }
    }
}
