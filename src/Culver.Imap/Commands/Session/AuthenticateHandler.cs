using Culver.Imap.Dispatch;
using Culver.Imap.Wire;
using Culver.Sasl;

namespace Culver.Imap.Commands.Session;

/// <summary>AUTHENTICATE (RFC 9051 §6.2.2, RFC 4422, RFC 4959).</summary>
internal sealed class AuthenticateHandler(LoginSession logins) : ICommandHandler<AuthenticateCommand>
{
    public async ValueTask<CommandResult> HandleAsync(AuthenticateCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        if (logins.Create(command.Mechanism, session) is not { } mechanism)
        {
            return !LoginSession.AllowsPlaintext(session)
                ? CommandResult.No(ResponseCode.PrivacyRequired, "That mechanism is not offered here without TLS")
                : CommandResult.No(ResponseCode.Cannot, "There is no such mechanism");
        }

        // The lines of the exchange take the command's place in the framer.
        context.Tag = context.Tag.ToArray();
        try
        {
            return await ExchangeAsync(mechanism, command, context, cancellationToken);
        }
        finally
        {
            // RFC 9266 §4.1: the binding is good for one exchange on a connection; who mistyped a password hears so and comes back on a new one.
            if (mechanism.HasSpentBinding && session.Account is null)
                session.Farewell = "This connection was bound to by a login that failed; log in on a new one";
        }
    }

    private async ValueTask<CommandResult> ExchangeAsync(
        SaslServerMechanism mechanism, AuthenticateCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        // No initial response is not an empty one; a null would be converted to empty memory, so the types are spelt out.
        ReadOnlyMemory<byte>? initial = command.InitialResponse is { } octets ? new ReadOnlyMemory<byte>?(octets) : default(ReadOnlyMemory<byte>?);
        var step = await mechanism.StartAsync(initial, cancellationToken);
        while (step is SaslStep.Challenge challenge)
        {
            context.Writer.ContinuationRequest(challenge.Octets.Span);
            await context.Writer.FlushAsync(cancellationToken);
            switch (await context.Framer.ReadLineAsync(cancellationToken))
            {
                case FrameOutcome.Command:
                    break;
                case FrameOutcome.Refused:
                    return CommandResult.Bad("Expected a shorter answer");
                default:
                    session.IsEnding = true;
                    return CommandResult.Bad("The exchange was not finished");
            }

            var line = context.Framer.Command.Bytes;
            // RFC 9051 §6.2.2: a lone asterisk cancels.
            if (line.Span.SequenceEqual("*"u8))
                return CommandResult.Bad("Authentication cancelled");
            if (!SaslBase64.TryDecode(line.Span, out var response))
                return CommandResult.Bad("Expected base64");
            step = await mechanism.StepAsync(response, cancellationToken);
        }

        return step switch
        {
            SaslStep.Success success => await logins.AcceptAsync(session, success.Identity, mechanism.Name, cancellationToken),
            SaslStep.Failure failure => logins.Refuse(session, failure.Reason),
            _ => throw new InvalidOperationException("Unknown step."),
        };
    }
}
