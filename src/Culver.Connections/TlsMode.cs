namespace Culver.Connections;

/// <summary>How a listener uses TLS.</summary>
public enum TlsMode
{
    /// <summary>The protocol's STARTTLS command may upgrade the connection.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 §3).</summary>
    Implicit,

    /// <summary>No TLS at all.</summary>
    None,
}
