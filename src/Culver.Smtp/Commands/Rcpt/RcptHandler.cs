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
        var recipient = new MessageRecipient(command.ForwardPath);
        if (Apply(command, ref recipient, session) is { } refusal)
            return refusal;
        // RFC 6531 §3.5: 553 and 5.6.7 when RCPT needs an ASCII address.
        if (!transaction.Sender.SmtpUtf8 && command.ForwardPath.IsInternational)
            return new SmtpReply(553, 6, 7, "An address outside ASCII needs the SMTPUTF8 parameter of MAIL");
        // RFC 5321 §4.5.3.1.10: 452, so that the client sends the rest in another transaction.
        if (transaction.Recipients.Count >= environment.Options.MaxRecipients)
            return new SmtpReply(452, 5, 3, "Too many recipients; send the rest in another transaction");
        var verdict = AsksForRouting(command.ForwardPath)
            ? new RecipientVerdict.Refused(new SmtpReply(550, 7, 1, "Relaying denied: the local part asks for a route"))
            : await transaction.Sink.AddRecipientAsync(recipient, cancellationToken);
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

    private static SmtpReply? Apply(RcptCommand command, ref MessageRecipient recipient, SmtpSession session)
    {
        for (var i = 0; i < command.Parameters.Count; i++)
        {
            var (keyword, value) = command.Parameters[i];
            // RFC 5321 §4.1.1.11: 555 for what is not recognised; without EHLO no extension was offered (§4.1.1.3).
            if (!session.IsExtended)
                return new(555, 5, 4, "Parameters need EHLO first");
            if (session.Environment.Registry.FindRecipientParameter(keyword) is not { } parameter || !parameter.IsOffered(session))
                return KnownReplies.NoParameter("RCPT", keyword);
            // RFC 3461 §4.5: none of them twice.
            for (var j = 0; j < i; j++)
            {
                if (command.Parameters[j].Keyword == keyword)
                    return new(501, 5, 4, $"The parameter {keyword} is given twice");
            }

            if (parameter.Apply(value, ref recipient, session) is { } refusal)
                return refusal;
        }

        return null;
    }

    // Local parts that gateways of old took for another address: user%host, host!user, and "user@host" in quotes. What they would mean
    // to whoever handles the message next is not ours to know, so they are refused even in our own domains.
    private static bool AsksForRouting(MailAddress address) => address.LocalPart.AsSpan().IndexOfAny('%', '!', '@') >= 0;
}
