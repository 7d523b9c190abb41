using Culver.Connections;
using Culver.Smtp.Wire;

namespace Culver.Smtp;

/// <summary>Serves SMTP or LMTP over accepted connections.</summary>
internal sealed class SmtpConnectionHandler(SmtpEnvironment environment) : IConnectionHandler
{
    public string Protocol => environment.Protocol switch
    {
        SmtpProtocol.Lmtp => "lmtp",
        SmtpProtocol.Submission => "submission",
        _ => "smtp",
    };

    public async Task RunAsync(ClientConnection connection, CancellationToken ending)
    {
        await using var smtp = new SmtpConnection(connection, environment);
        await smtp.RunAsync(ending);
    }

    // RFC 5321 §3.1 has 554 for good and 421 for now; RFC 3463 §3.4, §3.8.
    public ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal) => ReplyWriter.Format(refusal.Reason switch
    {
        RefusalReason.TooManyFromAddress => new SmtpReply(421, 7, 0, $"{environment.Options.HostName} {refusal.Text}"),
        _ => new SmtpReply(421, 3, 2, $"{environment.Options.HostName} {refusal.Text}"),
    });
}
