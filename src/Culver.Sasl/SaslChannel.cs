using Culver.Sasl.Channels;

namespace Culver.Sasl;

/// <summary>What a mechanism must know of the connection it runs on.</summary>
public sealed record SaslChannel
{
    /// <summary>
    /// Whether a password may cross in clear: the connection is under TLS, or on loopback, or the settings allow it.
    /// Without it PLAIN and LOGIN are neither offered nor accepted (RFC 4616 §5).
    /// </summary>
    public required bool AllowsPlaintext { get; init; }

    /// <summary>The channel bindings of this connection; none without TLS.</summary>
    public ChannelBindings Bindings { get; init; } = ChannelBindings.None;

    /// <summary>
    /// Whether the protocol can send data along with its success reply (RFC 4422 §3.6). IMAP, POP3 and SMTP cannot: there a mechanism
    /// sends it as a last challenge, which the client answers with nothing.
    /// </summary>
    public bool SuccessCarriesData { get; init; }
}
