// A server mechanism is a state machine that sees octets and answers with a step; it reads no socket and knows no protocol.
// Rules upheld here: an exchange ends once and nothing steps it afterwards; a response longer than the bound fails before
// it is parsed; the protocol's cancel ("*") never arrives here, it drops the mechanism.
namespace Culver.Sasl;

/// <summary>One authentication exchange of one client, on the server's side (RFC 4422 §3).</summary>
public abstract class SaslServerMechanism
{
    /// <summary>The longest client response that is looked at, in octets; 12,288 octets of base64 (RFC 4954 §4) hold no more.</summary>
    public const int MaxResponseLength = 9216;

    private bool isStarted;

    private protected SaslServerMechanism(string name) => Name = name;

    /// <summary>The mechanism's registered name.</summary>
    public string Name { get; }

    /// <summary>Whether the exchange has ended, with success or without.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether the first message is the server's, and an initial response a mistake (RFC 4422 §3).</summary>
    public virtual bool IsServerFirst => false;

    /// <summary>
    /// Whether the client may by now have used a binding that is good for one exchange on a connection (RFC 9266 §4.1): <c>tls-exporter</c>. An
    /// exchange that has, and does not end in a login, ends the connection.
    /// </summary>
    public virtual bool HasSpentBinding => false;

    /// <summary>Begins the exchange.</summary>
    /// <param name="initialResponse">
    /// The client's initial response, decoded; null when it sent none. An empty one is not the same as none.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first step: for a client-first mechanism without an initial response an empty challenge.</returns>
    /// <exception cref="InvalidOperationException">It has begun already.</exception>
    public ValueTask<SaslStep> StartAsync(ReadOnlyMemory<byte>? initialResponse, CancellationToken cancellationToken)
    {
        if (isStarted)
        {
            throw new InvalidOperationException("The exchange has begun already.");
        }

        isStarted = true;
        if (IsServerFirst && initialResponse is not null)
        {
            // RFC 4422 §3, RFC 5034 §4: there is nothing yet that it could answer.
            IsFinished = true;
            return ValueTask.FromResult(Fail(SaslFailure.MalformedMessage));
        }

        return initialResponse is { } response
            ? RespondAsync(response, cancellationToken)
            : ValueTask.FromResult<SaslStep>(new SaslStep.Challenge(FirstChallenge));
    }

    /// <summary>Goes on with the client's answer to the last challenge.</summary>
    /// <param name="clientResponse">The answer, decoded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The next step.</returns>
    /// <exception cref="InvalidOperationException">It has not begun, or has ended.</exception>
    public ValueTask<SaslStep> StepAsync(ReadOnlyMemory<byte> clientResponse, CancellationToken cancellationToken)
    {
        if (!isStarted || IsFinished)
        {
            throw new InvalidOperationException("The exchange is not waiting for a response.");
        }

        return RespondAsync(clientResponse, cancellationToken);
    }

    /// <summary>What is sent when the client sent no initial response: empty for client-first mechanisms (RFC 4422 §3.3).</summary>
    private protected virtual ReadOnlyMemory<byte> FirstChallenge => ReadOnlyMemory<byte>.Empty;

    /// <summary>The mechanism's own reading of one response.</summary>
    private protected abstract ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken);

    private protected static SaslStep Fail(SaslFailure reason) => new SaslStep.Failure(reason);

    private async ValueTask<SaslStep> RespondAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        var step = response.Length > MaxResponseLength
            ? Fail(SaslFailure.MalformedMessage)
            : await NextAsync(response, cancellationToken);
        IsFinished = step is not SaslStep.Challenge;
        return step;
    }
}
