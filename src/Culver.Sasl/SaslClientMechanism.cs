namespace Culver.Sasl;

/// <summary>One authentication exchange on the client's side (RFC 4422 §3), as a relay needs it.</summary>
public abstract class SaslClientMechanism
{
    private protected SaslClientMechanism(string name) => Name = name;

    /// <summary>The mechanism's registered name.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether the mechanism is satisfied with the server. A success reply while this is false is not one: the server did not prove
    /// that it knows the password.
    /// </summary>
    public abstract bool IsSatisfied { get; }

    /// <summary>Whether the client speaks first (RFC 4422 §5, 2a).</summary>
    public virtual bool HasInitialResponse => true;

    /// <summary>The initial response; also the answer to an empty first challenge. To be asked once.</summary>
    /// <returns>The octets to send.</returns>
    public abstract ReadOnlyMemory<byte> Start();

    /// <summary>Answers a challenge.</summary>
    /// <param name="challenge">The challenge, or the data that came with success, decoded.</param>
    /// <returns>What to send, or that it must be aborted.</returns>
    public abstract SaslClientStep Step(ReadOnlyMemory<byte> challenge);
}
