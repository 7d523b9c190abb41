using Culver.Smtp.Dispatch;
using Culver.Smtp.Extensions.Priority;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Mail;

/// <summary>Begins a transaction (RFC 5321 §4.1.1.2).</summary>
internal sealed class MailHandler : ISmtpHandler<MailCommand>
{
    public async ValueTask<CommandResult> HandleAsync(MailCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        var connection = session.Connection;
        var sender = new MessageSender(
            TransactionId.New(session.Environment.Time),
            command.ReversePath,
            DeclaredSize: -1,
            BodyType.SevenBit,
            SmtpUtf8: false,
            new MessageOrigin(connection.Id, connection.ListenerName, connection.RemoteEndPoint, session.ClientName!, connection.Tls, session.Protocol) { Login = session.Login });
        if (Apply(command, ref sender, session) is { } refusal)
            return refusal;
        // RFC 6531 §3.5: 550 and 5.6.7 when MAIL needs an ASCII address.
        if (!sender.SmtpUtf8 && command.ReversePath is { IsInternational: true })
            return new SmtpReply(550, 6, 7, "An address outside ASCII needs the SMTPUTF8 parameter");
        switch (await session.Sink.BeginAsync(sender, cancellationToken))
        {
            case SenderVerdict.Accepted accepted:
                connection.Settle();
                session.Begin(new SmtpTransaction(sender, accepted.Transaction));
                return PriorityExtension.WasLowered(command.Parameters, sender)
                    // RFC 6710 §4.1: X.3.6 tells that the priority was changed, and the text begins with the new one.
                    ? new SmtpReply(250, 3, 6, $"{sender.Priority} is the highest priority allowed; sender OK")
                    : new SmtpReply(250, 1, 0, "Sender OK");
            case SenderVerdict.Refused refused:
                return refused.Reply;
            case var verdict:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    private static SmtpReply? Apply(MailCommand command, ref MessageSender sender, SmtpSession session)
    {
        for (var i = 0; i < command.Parameters.Count; i++)
        {
            var (keyword, value) = command.Parameters[i];
            // RFC 5321 §4.1.1.11: 555 for what is not recognised; without EHLO no extension was offered (§4.1.1.3).
            if (!session.IsExtended)
                return new(555, 5, 4, "Parameters need EHLO first");
            if (session.Environment.Registry.FindMailParameter(keyword) is not { } parameter || !parameter.IsOffered(session))
                return KnownReplies.NoParameter("MAIL", keyword);
            for (var j = 0; j < i; j++)
            {
                if (command.Parameters[j].Keyword == keyword)
                    return new(501, 5, 4, $"The parameter {keyword} is given twice");
            }

            if (parameter.Apply(value, ref sender, session) is { } refusal)
                return refusal;
        }

        return null;
    }
}
