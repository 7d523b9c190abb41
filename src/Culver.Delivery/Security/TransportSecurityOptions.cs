namespace Culver.Delivery;

/// <summary>Settings of what is demanded of other servers' TLS.</summary>
public sealed class TransportSecurityOptions
{
    /// <summary>Whether TLSA records that DNSSEC proves are obeyed (DANE, RFC 7672). It takes a name server that validates and is trusted; without one nothing is ever proven, and nothing is demanded.</summary>
    public bool Dane { get; set; } = true;

    /// <summary>Whether the MTA-STS policies of domains are fetched and obeyed (RFC 8461).</summary>
    public bool MtaSts { get; set; } = true;

    /// <summary>How long fetching a policy may take.</summary>
    public TimeSpan MtaStsTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The file that keeps fetched policies over a restart. Without one given, <c>mta-sts.json</c> in the data folder.</summary>
    public string? MtaStsFile { get; set; }
}
