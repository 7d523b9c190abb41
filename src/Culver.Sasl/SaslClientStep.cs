namespace Culver.Sasl;

/// <summary>What a client mechanism wants next. A closed set.</summary>
public abstract record SaslClientStep
{
    private SaslClientStep()
    {
    }

    /// <summary>Send these octets and step with the next challenge.</summary>
    /// <param name="Octets">The response; may be empty.</param>
    public sealed record Response(ReadOnlyMemory<byte> Octets) : SaslClientStep;

    /// <summary>The server may not be trusted, or is not understood: cancel the exchange.</summary>
    /// <param name="Reason">Why, in words for a log.</param>
    public sealed record Abort(string Reason) : SaslClientStep;
}
