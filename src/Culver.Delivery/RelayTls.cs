namespace Culver.Delivery;

/// <summary>How a connection to a configured host is secured.</summary>
public enum RelayTls
{
    /// <summary>TLS where the host offers it, whatever its certificate.</summary>
    Opportunistic,

    /// <summary>TLS, whatever the certificate.</summary>
    Required,

    /// <summary>TLS with a certificate that is valid for the host.</summary>
    Verified,

    /// <summary>TLS from the first octet, with a certificate that is valid for the host (RFC 8314).</summary>
    Implicit,

    /// <summary>No TLS.</summary>
    None,
}
