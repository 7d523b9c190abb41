namespace Culver.Dns;

/// <summary>Settings of the resolver.</summary>
public sealed class DnsOptions
{
    /// <summary>The name servers to ask, as <c>192.0.2.53</c> or <c>[2001:db8::53]:5353</c>. Without any, those of <c>/etc/resolv.conf</c>, which is read again when it changes.</summary>
    public IList<string> Servers { get; init; } = [];

    /// <summary>Addresses of name servers whose word that an answer was validated by DNSSEC is believed, because the way to them is safe. Those on loopback are believed without being named, and those of a <c>resolv.conf</c> that says <c>trust-ad</c>.</summary>
    public IList<string> TrustedServers { get; init; } = [];

    /// <summary>How long one server has for an answer. <c>resolv.conf</c> does not change it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How many times the list of servers is gone through before a question is given up.</summary>
    public int Attempts { get; set; } = 2;

    /// <summary>How many answers are kept in memory.</summary>
    public int CachedAnswers { get; set; } = 20_000;

    /// <summary>The longest that an answer is kept, whatever it says itself.</summary>
    public TimeSpan LongestTimeToLive { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The longest that it is remembered that something is not there.</summary>
    public TimeSpan LongestNegativeTimeToLive { get; set; } = TimeSpan.FromHours(1);
}
