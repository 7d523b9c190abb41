using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Sasl;

namespace Culver.Imap.Commands.Session;

/// <summary>LOGIN (RFC 9051 §6.2.3).</summary>
internal sealed class LoginHandler(LoginSession logins) : ICommandHandler<LoginCommand>
{
    public async ValueTask<CommandResult> HandleAsync(LoginCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        // RFC 9051 §6.2.3: refused wherever LOGINDISABLED is announced, before the password is looked at.
        if (!LoginSession.AllowsPlaintext(session))
            return CommandResult.No(ResponseCode.PrivacyRequired, "Passwords need TLS; use STARTTLS first");
        return await logins.Verifier(session).VerifyPasswordAsync(command.UserName, command.Password, cancellationToken) switch
        {
            PasswordVerdict.Verified verified => await logins.AcceptAsync(session, verified.Identity, "LOGIN", cancellationToken),
            PasswordVerdict.Refused refused => logins.Refuse(session, refused.Reason),
            _ => throw new InvalidOperationException("Unknown verdict."),
        };
    }
}
