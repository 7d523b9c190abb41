namespace Culver.Connections;

/// <summary>One named listener: where it accepts, which protocol it speaks, how it uses TLS.</summary>
public sealed class ListenerOptions
{
    /// <summary>The listener's name in logs, errors and the ready line: <c>imap</c>, <c>imaps</c>, …</summary>
    public string Name { get; set; } = "";

    /// <summary>The <see cref="IConnectionHandler.Protocol"/> served here; the name when left empty, so <c>imaps</c> says <c>imap</c>.</summary>
    public string Protocol { get; set; } = "";

    /// <summary>Where to accept: <c>127.0.0.1:1143</c>, <c>[::1]:1143</c>, or <c>*:143</c> for every address of both families. Port 0 lets the system choose.
    /// A listener without an address is reached in memory only.</summary>
    public IList<string> Addresses { get; init; } = [];

    /// <summary>How TLS is used.</summary>
    public TlsMode Tls { get; set; } = TlsMode.StartTls;

    /// <summary>The ALPN names offered in the handshake (RFC 7301). Clients that use no ALPN are welcome; those that offer only other names are refused, as the RFC asks. Empty: ALPN is ignored.</summary>
    public IList<string> ApplicationProtocols { get; init; } = [];

    /// <summary>Networks (CIDR) or addresses of proxies. Connections from them must begin with a PROXY header (v1 or v2); from anywhere else the header is never read.</summary>
    public IList<string> TrustedProxies { get; init; } = [];

    /// <summary>Overrides <see cref="ConnectionOptions.PreLoginTimeout"/> here.</summary>
    public TimeSpan? PreLoginTimeout { get; set; }

    /// <summary>Overrides <see cref="ConnectionOptions.IdleTimeout"/> here.</summary>
    public TimeSpan? IdleTimeout { get; set; }
}
