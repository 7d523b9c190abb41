namespace Culver.Sasl;

/// <summary>What a server mechanism wants next. A closed set.</summary>
public abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>Send these octets (base64 in the protocol's way) and step with the answer.</summary>
    /// <param name="Octets">The challenge; may be empty, which is sent as an empty challenge.</param>
    public sealed record Challenge(ReadOnlyMemory<byte> Octets) : SaslStep;

    /// <summary>The client is authenticated and authorised.</summary>
    /// <param name="Identity">Who it is.</param>
    /// <param name="AdditionalData">
    /// Data to send with the success (RFC 4422 §3.6), only where <see cref="SaslChannel.SuccessCarriesData"/> says the protocol can;
    /// elsewhere it went out as a last challenge already and this is null.
    /// </param>
    public sealed record Success(SaslIdentity Identity, ReadOnlyMemory<byte>? AdditionalData) : SaslStep;

    /// <summary>The exchange is over without success.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Failure(SaslFailure Reason) : SaslStep;
}
