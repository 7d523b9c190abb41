using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Commands.Hello;

/// <summary>Begins the session anew (RFC 5321 §4.1.1.1, RFC 2033 §4.1).</summary>
/// <param name="extended">EHLO and LHLO, which list extensions; HELO does not.</param>
internal sealed class HelloHandler(bool extended) : ISmtpHandler<HelloCommand>
{
    public async ValueTask<CommandResult> HandleAsync(HelloCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        // RFC 5321 §4.1.4: a later EHLO clears everything, exactly as RSET does.
        await session.EndTransactionAsync();
        session.Greet(command.ClientName, extended);
        var greeting = $"{session.Environment.Options.HostName} greets {command.ClientName}";
        // RFC 2034 §4: no enhanced status here.
        return new SmtpReply(250, null, greeting) { More = extended ? session.Environment.Registry.Announce(session) : [] };
    }
}
