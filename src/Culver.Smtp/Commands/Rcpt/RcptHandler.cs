using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Rcpt;

/// <summary>Adds a recipient (RFC 5321 §4.1.1.3). No relaying: whether an address is ours is the sink's to say, and an address that asks to be sent on is never put to it.</summary>
internal sealed class RcptHandler : ISmtpHandler<RcptCommand>
{
    public async ValueTask<CommandResult> HandleAsync(RcptCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        var environment = session.Environment;
        var transaction = session.Transaction!;
        // RFC 5321 §4.1.1.11: no extension of ours adds a parameter to RCPT.
        if (command.Parameters.Count > 0)
            return new SmtpReply(555, 5, 4, $"RCPT has no parameter {command.Parameters[0].Keyword} here");
        // RFC 6531 §3.5: 553 and 5.6.7 when RCPT needs an ASCII address.
        if (!transaction.Sender.SmtpUtf8 && command.ForwardPath.IsInternational)
            return new SmtpReply(553, 6, 7, "An address outside ASCII needs the SMTPUTF8 parameter of MAIL");
        // RFC 5321 §4.5.3.1.10: 452, so that the client sends the rest in another transaction.
        if (transaction.Recipients.Count >= environment.Options.MaxRecipients)
            return new SmtpReply(452, 5, 3, "Too many recipients; send the rest in another transaction");
        var verdict = AsksForRouting(command.ForwardPath)
            ? new RecipientVerdict.Refused(new SmtpReply(550, 7, 1, "Relaying denied: the local part asks for a route"))
            : await transaction.Sink.AddRecipientAsync(command.ForwardPath, cancellationToken);
        switch (verdict)
        {
            case RecipientVerdict.Accepted:
                transaction.Recipients.Add(command.ForwardPath);
                environment.Metrics.Recipient(session.Protocol, 250);
                return new SmtpReply(250, 1, 5, "Recipient OK");
            case RecipientVerdict.Refused refused:
                environment.Metrics.Recipient(session.Protocol, refused.Reply.Code);
                environment.Log.RecipientRefused(session.Connection.Id, command.ForwardPath, session.Connection.RemoteEndPoint, refused.Reply.Code);
                if (refused.Reply.IsPermanent)
                    session.Counters.RefusedRecipients++;
                return refused.Reply;
            default:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    // Local parts that gateways of old took for another address: user%host, host!user, and "user@host" in quotes. What they would mean
    // to whoever handles the message next is not ours to know, so they are refused even in our own domains.
    private static bool AsksForRouting(MailAddress address) => address.LocalPart.AsSpan().IndexOfAny('%', '!', '@') >= 0;
}
