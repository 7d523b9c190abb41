using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;
using Culver.Sasl;

namespace Culver.Pop3.Extensions;

/// <summary>USER and PASS (RFC 1939 §7, RFC 2449 §6.2).</summary>
internal sealed class UserExtension(Logins logins) : IPop3Extension
{
    public string Tag => "USER";

    // RFC 2595 §2.3: not offered where a password must not travel in the clear.
    public string? Announce(Pop3Session session) => Logins.AllowsPlaintext(session) ? Tag : null;

    public void Register(Pop3RegistryBuilder pop3) =>
        pop3.Command("USER", SessionStates.Authorization, new UserHandler()).Command("PASS", SessionStates.Authorization, new PassHandler(logins));
}

// USER name                                                                                      RFC 1939 §7
/// <summary>USER with its name.</summary>
internal sealed record UserCommand(string Name) : IPop3Command<UserCommand>
{
    public static UserCommand Parse(ref Pop3Reader reader)
    {
        reader.Space("Expected a name");
        return new(reader.Text("Expected a name in UTF-8"));
    }
}

/// <summary>Remembers the name. The answer is the same for every name, known or not (RFC 3206 §5).</summary>
internal sealed class UserHandler : IPop3Handler<UserCommand>
{
    public ValueTask<CommandResult> HandleAsync(UserCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        // Said before the password is sent, and whether or not there is such a user.
        if (!Logins.AllowsPlaintext(session))
            return new(Pop3Reply.Err("Passwords need TLS; use STLS first"));
        session.UserName = command.Name;
        return new(Pop3Reply.Ok("Now the password"));
    }
}

// PASS string                                                                                    RFC 1939 §7
/// <summary>PASS with its password: all behind the first space, spaces included.</summary>
internal sealed record PassCommand(string Password) : IPop3Command<PassCommand>
{
    public static PassCommand Parse(ref Pop3Reader reader)
    {
        // RFC 1939 §7: spaces may be part of the password, at its beginning and its end too.
        reader.OneSpace("Expected a password");
        return new(reader.Text("Expected a password in UTF-8"));
    }

    /// <summary>Shows no secret.</summary>
    public override string ToString() => nameof(PassCommand);
}

/// <summary>Verifies the password and opens the maildrop.</summary>
internal sealed class PassHandler(Logins logins) : IPop3Handler<PassCommand>
{
    public async ValueTask<CommandResult> HandleAsync(PassCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        // Liberty, RFC 1939 §7: PASS comes right behind USER; CAPA, UTF8, LANG and what was refused may stand between here, and USER be said again.
        if (session.UserName is not { } userName)
            return Pop3Reply.Err("USER comes first");
        session.UserName = null;
        return await logins.Verifier(session).VerifyPasswordAsync(userName, command.Password, cancellationToken) switch
        {
            PasswordVerdict.Verified verified => await logins.AcceptAsync(session, verified.Identity, "USER", cancellationToken),
            PasswordVerdict.Refused refused => Logins.Refuse(session, refused.Reason),
            _ => throw new InvalidOperationException("Unknown verdict."),
        };
    }
}
