namespace Culver.Sasl;

/// <summary>
/// Why an exchange failed. It chooses the protocol's reply and is logged; what the client is told must not tell
/// <see cref="InvalidCredentials"/> of an unknown user from that of a wrong password.
/// </summary>
public enum SaslFailure
{
    /// <summary>The client's message does not match the mechanism's grammar, or its UTF-8 is not valid.</summary>
    MalformedMessage,

    /// <summary>The user is unknown, the password or proof is wrong, or SASLprep refused one of them.</summary>
    InvalidCredentials,

    /// <summary>The credentials were right, but the client may not act as the identity it asked for (RFC 4422 §3.4.1).</summary>
    NotAuthorized,

    /// <summary>The client's channel binding data is not that of this connection: something sits between (RFC 5802 §6).</summary>
    ChannelBindingMismatch,

    /// <summary>The client supports channel binding and did not see that we announce it: the list was changed on its way (RFC 5802 §6).</summary>
    DowngradeDetected,

    /// <summary>The channel binding type the client wants is not available on this connection, or its mechanism has none (RFC 5802 §6).</summary>
    UnsupportedChannelBinding,

    /// <summary>The client sent a mandatory extension; there are none (RFC 5802 §5.1).</summary>
    UnsupportedExtension,

    /// <summary>Too many failures from there or for that account; the credentials were not looked at.</summary>
    Throttled,

    /// <summary>The credentials cannot be checked now; the client may try later (RFC 5530 UNAVAILABLE, RFC 4954 454).</summary>
    TemporarilyUnavailable,
}
