using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Extensions.StartTls;

/// <summary>
/// Protects the connection. What the client sent behind the command is thrown away by the connection before the go-ahead (RFC 3207 §6: command injection),
/// and the session starts anew (§4.2).
/// </summary>
internal sealed class StartTlsHandler : ISmtpHandler<StartTlsCommand>
{
    private static readonly byte[] GoAhead = ReplyWriter.Format(new SmtpReply(220, 0, 0, "Ready to start TLS"));

    public async ValueTask<CommandResult> HandleAsync(StartTlsCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (session.Connection.Tls is not null)
            return new SmtpReply(503, 5, 1, "TLS is active already");
        if (!session.Connection.CanStartTls)
            return new SmtpReply(502, 5, 1, "STARTTLS is not offered here");
        await session.EndTransactionAsync();
        session.Forget();
        var secured = await session.Connection.StartTlsAsync(GoAhead, cancellationToken);
        return CommandResult.Written(220, close: !secured);
    }
}
