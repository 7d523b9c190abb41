using Culver.Smtp.Client;

namespace Culver.Delivery;

/// <summary>Settings of the queue and of sending to other servers.</summary>
public sealed class RelayOptions
{
    /// <summary>What the server calls itself to others, in EHLO and in notifications; empty for the server's domain. It should be the name its address has in the DNS.</summary>
    public string HostName { get; set; } = "";

    /// <summary>Other names of this very server, beside `HostName`, by which the MX records of domains may call it: mail is never sent to them (RFC 5321 §5.1).</summary>
    public ICollection<string> OwnNames { get; } = [];

    /// <summary>Addresses to connect from, at most one of IPv4 and one of IPv6; the system chooses when empty.</summary>
    public ICollection<string> SourceAddresses { get; } = [];

    /// <summary>The port of mail exchangers.</summary>
    public int Port { get; set; } = 25;

    /// <summary>The server that takes all mail for domains that have no route of their own. Without a host, mail goes to each domain's mail exchangers.</summary>
    public RelayRouteOptions Smarthost { get; } = new();

    /// <summary>Domains whose mail goes another way.</summary>
    public ICollection<RelayRouteOptions> Routes { get; } = [];

    /// <summary>Connections to other servers at once, over all destinations.</summary>
    public int MaxConnections { get; set; } = 200;

    /// <summary>Connections at once to one destination.</summary>
    public int MaxConnectionsPerDestination { get; set; } = 10;

    /// <summary>Messages sent over one connection before another is made.</summary>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>Recipients of one transaction; more are sent the message again (RFC 5321 §4.5.3.1.10 lets servers stop at 100).</summary>
    public int MaxRecipients { get; set; } = 100;

    /// <summary>How long an unused connection is kept for the next message to the same destination.</summary>
    public TimeSpan IdleConnection { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The wait after the first failed attempt; it doubles with each. RFC 5321 §4.5.4.1 asks for at least 30 minutes in the long run, and for more at the beginning.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How much each wait differs from the rule by chance, in percent, so that messages that failed together do not return together.</summary>
    public int RetryJitter { get; set; } = 15;

    /// <summary>How long a destination that could not be reached is not tried again for other messages.</summary>
    public TimeSpan DeadDestination { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message is tried. RFC 5321 §4.5.4.1 asks for at least four to five days.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How long notifications are tried.</summary>
    public TimeSpan NotificationLifetime { get; set; } = TimeSpan.FromDays(2);

    /// <summary>After what time a sender is told, once, that a message is late. Zero: never.</summary>
    public TimeSpan DelayWarning { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How many Received fields a message may have before it is taken for one that goes round in circles (RFC 5321 §6.3).</summary>
    public int MaxHops { get; set; } = 100;

    /// <summary>The largest message that a notification returns whole when the sender did not say what to return; of others it returns the header section.</summary>
    public int ReturnedContent { get; set; } = 64 * 1024;

    /// <summary>Whether the sender's address of mail that an alias forwards to another system becomes one of ours (SRS), so that it passes SPF there and failures find their way back.</summary>
    public bool RewriteForwarded { get; set; } = true;

    /// <summary>How long other servers may take.</summary>
    public SmtpClientTimeouts Timeouts { get; init; } = new();
}
