using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;
using Culver.Sasl;

namespace Culver.Pop3.Extensions;

/// <summary>AUTH (RFC 5034 §4).</summary>
internal sealed class AuthHandler(Logins logins) : IPop3Handler<AuthCommand>
{
    public async ValueTask<CommandResult> HandleAsync(AuthCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (command.Mechanism is not { } name)
            return ListMechanisms(session);
        if (logins.Create(name, session) is not { } mechanism)
        {
            return Pop3Reply.Err(Logins.AllowsPlaintext(session)
                ? "There is no such mechanism"
                : "That mechanism is not offered here without TLS");
        }

        try
        {
            return await ExchangeAsync(mechanism, command, session, cancellationToken);
        }
        finally
        {
            // RFC 9266 §4.1: the binding is good for one exchange on a connection; who mistyped a password hears so and comes back on a new one.
            // Liberty, RFC 5034 §4: the session does not stay in the AUTHORIZATION state then.
            if (mechanism.HasSpentBinding && session.Maildrop is null)
                session.IsEnding = true;
        }
    }

    private async ValueTask<CommandResult> ExchangeAsync(SaslServerMechanism mechanism, AuthCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        // No initial response is not an empty one; a null would be converted to empty memory, so the types are spelt out.
        ReadOnlyMemory<byte>? initial = command.InitialResponse is { } octets ? new ReadOnlyMemory<byte>?(octets) : default(ReadOnlyMemory<byte>?);
        var step = await mechanism.StartAsync(initial, cancellationToken);
        while (step is SaslStep.Challenge challenge)
        {
            session.Writer.Challenge(challenge.Octets.Span);
            switch (await session.Lines.ReadAsync(session.Patience, cancellationToken))
            {
                case LineOutcome.Line:
                    break;
                case LineOutcome.TooLong:
                    return Pop3Reply.Err("Expected a shorter answer");
                default:
                    return CommandResult.Last(Pop3Reply.Err("The exchange was not finished"));
            }

            var line = session.Lines.Line;
            // RFC 5034 §4: a lone asterisk cancels.
            if (line.Span.SequenceEqual("*"u8))
                return Pop3Reply.Err("Authentication cancelled");
            if (!SaslBase64.TryDecode(line.Span, out var response))
                return Pop3Reply.Err("Expected base64");
            step = await mechanism.StepAsync(response, cancellationToken);
        }

        return step switch
        {
            SaslStep.Success success => await logins.AcceptAsync(session, success.Identity, mechanism.Name, cancellationToken),
            SaslStep.Failure failure => Logins.Refuse(session, failure.Reason),
            _ => throw new InvalidOperationException("Unknown step."),
        };
    }

    // Liberty, RFC 5034 §4: a mechanism is not optional; old clients ask by AUTH alone what there is, and know no CAPA.
    private CommandResult ListMechanisms(Pop3Session session)
    {
        session.Writer.Begin("Mechanisms follow");
        foreach (var name in logins.Announced(session))
            session.Writer.Line(name);
        session.Writer.End();
        return CommandResult.Written();
    }
}
