namespace Culver.Delivery;

/// <summary>Settings of what is demanded of other servers' TLS.</summary>
public sealed class TransportSecurityOptions
{
    /// <summary>Whether TLSA records that DNSSEC proves are obeyed (DANE, RFC 7672). It takes a name server that validates and is trusted; without one nothing is ever proven, and nothing is demanded.</summary>
    public bool Dane { get; set; } = true;

    /// <summary>Domains mail goes to only where DANE authenticates the server, by a way that DNSSEC proves (RFC 7672 §6): until then it waits, and comes back when its time is over. One that begins with a dot stands for all below it.</summary>
    public IList<string> DaneOnly { get; init; } = [];

    /// <summary>Whether the MTA-STS policies of domains are fetched and obeyed (RFC 8461).</summary>
    public bool MtaSts { get; set; } = true;

    /// <summary>How long fetching a policy may take.</summary>
    public TimeSpan MtaStsTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The file that keeps fetched policies over a restart. Without one given, <c>mta-sts.json</c> in the data folder.</summary>
    public string? MtaStsFile { get; set; }
}
