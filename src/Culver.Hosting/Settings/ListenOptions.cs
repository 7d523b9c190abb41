namespace Culver.Hosting;

/// <summary>
/// Where each protocol listens: <c>127.0.0.1:1143</c>, <c>[::1]:1143</c>, <c>*:143</c> for every address, several with commas
/// between, or <c>off</c>; <c>memory</c> for connections made inside the process only. Port 0 lets the system choose.
/// </summary>
public sealed class ListenOptions
{
    /// <summary>The value that keeps a protocol from listening.</summary>
    public const string Off = "off";

    /// <summary>The value with which a protocol is served in memory only, for hosts and tests.</summary>
    public const string MemoryOnly = "memory";

    /// <summary>IMAP, with STARTTLS.</summary>
    public string Imap { get; set; } = "127.0.0.1:1143";

    /// <summary>IMAP over TLS from the first byte.</summary>
    public string Imaps { get; set; } = "127.0.0.1:1993";

    /// <summary>POP3, with STLS.</summary>
    public string Pop3 { get; set; } = "127.0.0.1:1110";

    /// <summary>POP3 over TLS from the first byte.</summary>
    public string Pop3s { get; set; } = "127.0.0.1:1995";

    /// <summary>SMTP, for mail from other servers, with STARTTLS.</summary>
    public string Smtp { get; set; } = "127.0.0.1:1025";

    /// <summary>Submission of mail by users, with STARTTLS.</summary>
    public string Submission { get; set; } = "127.0.0.1:1587";

    /// <summary>Submission over TLS from the first byte.</summary>
    public string Submissions { get; set; } = "127.0.0.1:1465";

    /// <summary>LMTP, for delivery by a mail server in front.</summary>
    public string Lmtp { get; set; } = "127.0.0.1:1024";

    /// <summary>HTTP. Not served yet.</summary>
    public string Http { get; set; } = Off;

    /// <summary>Networks (CIDR) or addresses of proxies in front. A connection from them must begin with a PROXY header (v1 or v2); from anywhere else the header is never read.</summary>
    public IList<string> TrustedProxies { get; init; } = [];
}
