// One exchange, from the command to 235 or its refusal. Rules upheld:
// - What a client is told is the same for an unknown user and a wrong password; no response of its is ever logged or echoed.
// - A failed exchange leaves the session as it was: the client may go on, or try again (RFC 4954 §4).
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Auth;

internal sealed class AuthHandler : ISmtpHandler<AuthCommand>
{
    private static readonly SmtpReply NotBase64 = new(501, 5, 2, "The response is not base64");
    private static readonly SmtpReply ServerFirst = new(501, 7, 0, "That mechanism begins with the server; no initial response");
    private static readonly SmtpReply TooLong = new(500, 5, 6, "The response is too long, or does not end in CRLF");

    public async ValueTask<CommandResult> HandleAsync(AuthCommand command, SmtpSession session, CancellationToken cancellationToken)
    {
        if (Refusal(command, session) is { } refusal)
            return refusal;
        if (session.Environment.Logins!.Create(command.Mechanism, session) is not { } mechanism)
            return new SmtpReply(504, 5, 4, "That mechanism is not offered here");
        ReadOnlyMemory<byte>? initial = default(ReadOnlyMemory<byte>?);
        if (command.InitialResponse is { } encoded)
        {
            if (!SaslBase64.TryDecodeInitialResponse(encoded, out var octets))
                return NotBase64;
            // RFC 4954 §4
            if (mechanism.IsServerFirst)
                return ServerFirst;
            initial = new ReadOnlyMemory<byte>?(octets);
        }

        try
        {
            return await ExchangeAsync(mechanism, initial, session, cancellationToken);
        }
        finally
        {
            // RFC 9266 §4.1: the binding is good for one exchange on a connection; who mistyped a password hears so and comes back on a new one.
            if (mechanism.HasSpentBinding && session.Login is null)
                session.Farewell = "was bound to by a login that failed, use a new connection";
        }
    }

    private static async ValueTask<CommandResult> ExchangeAsync(
        SaslServerMechanism mechanism, ReadOnlyMemory<byte>? initial, SmtpSession session, CancellationToken cancellationToken)
    {
        var step = await mechanism.StartAsync(initial, cancellationToken);
        while (step is SaslStep.Challenge challenge)
        {
            if (!await ChallengeAsync(challenge.Octets, session, cancellationToken))
                return CommandResult.Written(0, close: true);
            var (came, line) = await ResponseLines.ReadAsync(session.Connection, session.Environment.Options.CommandTimeout, cancellationToken);
            if (!came)
                return CommandResult.Written(0, close: true);
            if (line is null)
                return TooLong;
            // RFC 4954 §4: a lone asterisk cancels.
            if (line is [(byte)'*'])
                return new SmtpReply(501, 7, 0, "Authentication cancelled");
            if (!SaslBase64.TryDecode(line, out var response))
                return NotBase64;
            step = await mechanism.StepAsync(response, cancellationToken);
        }

        return step switch
        {
            SaslStep.Success success => Accept((AccountIdentity)success.Identity, mechanism.Name, session),
            SaslStep.Failure failure => Refuse(failure.Reason, mechanism.Name, session),
            _ => throw new InvalidOperationException("Unknown step."),
        };
    }

    private static SmtpReply? Refusal(AuthCommand command, SmtpSession session)
    {
        if (!session.IsExtended)
            return new(503, 5, 1, "EHLO comes before AUTH");
        // RFC 4954 §4: once in a session.
        if (session.Login is not null)
            return new(503, 5, 1, "You are logged in already");
        if (Logins.AreAllowed(session))
            return null;
        // RFC 4954 §4: an encryption layer is missing. RFC 5248 §2.4: 5.7.11 with 538 where the mechanism itself shows the password, 5.7.10 with 523 elsewhere.
        return command.Mechanism.ToUpperInvariant() is "PLAIN" or "LOGIN"
            ? new(538, 7, 11, "Encryption required for that mechanism: STARTTLS first")
            : new(523, 7, 10, "Encryption needed: STARTTLS first");
    }

    // A server challenge without octets is "334 " (RFC 4954 §4).
    private static async ValueTask<bool> ChallengeAsync(ReadOnlyMemory<byte> octets, SmtpSession session, CancellationToken cancellationToken)
    {
        session.Replies.WriteChallenge(SaslBase64.Encode(octets.Span));
        return await session.Replies.FlushAsync(cancellationToken);
    }

    private static SmtpReply Accept(AccountIdentity identity, string mechanism, SmtpSession session)
    {
        var environment = session.Environment;
        if (!session.Connection.TryCountAccount(identity.Account.Id.ToString()))
            return new(454, 7, 0, "Too many connections of this account are open");
        session.LogIn(identity);
        session.Counters.Errors = 0;
        environment.Log.LoggedIn(session.Connection.Id, identity.Name, mechanism);
        environment.Metrics.Login(session.Protocol, mechanism, succeeded: true);
        return new(235, 7, 0, "Authentication succeeded");
    }

    private static SmtpReply Refuse(SaslFailure reason, string mechanism, SmtpSession session)
    {
        session.Environment.Log.LoginRefused(session.Connection.Id, session.Connection.RemoteEndPoint, mechanism);
        session.Environment.Metrics.Login(session.Protocol, mechanism, succeeded: false);
        session.Counters.FailedLogins++;
        return reason switch
        {
            SaslFailure.MalformedMessage => new(501, 5, 2, "The mechanism's message could not be read"),
            SaslFailure.TemporarilyUnavailable => new(454, 7, 0, "Passwords cannot be checked right now"),
            SaslFailure.Throttled => new(454, 7, 0, "Too many failed logins; try again later"),
            SaslFailure.NotAuthorized => new(535, 7, 8, "You may not act as that user"),
            _ => new(535, 7, 8, "The name or the password is wrong"),
        };
    }
}
