namespace Culver.Delivery;

/// <summary>Settings of the checks who a message is from, and of our own signatures.</summary>
public sealed class MailAuthOptions
{
    /// <summary>Whether mail from other servers is checked by SPF, DKIM, DMARC and ARC as it comes in by SMTP, and marked with Authentication-Results. Never LMTP, nor mail of users who logged in.</summary>
    public bool Check { get; set; } = true;

    /// <summary>Whether clients on this machine are checked too. Off, a server on one machine asks the DNS nothing.</summary>
    public bool CheckLoopback { get; set; }

    /// <summary>What is done with mail that fails DMARC.</summary>
    public DmarcAction Dmarc { get; set; } = DmarcAction.Quarantine;

    /// <summary>Domains whose ARC seal is believed: mail that fails DMARC and comes with a good chain, last sealed by one of them, is delivered as if it did not fail.</summary>
    public IList<string> TrustedSealers { get; } = [];

    /// <summary>The name results are given under (authserv-id, RFC 8601 §2.5). Fields that bear it are removed from mail, but for LMTP and clients on this machine. The server's host name when not given.</summary>
    public string AuthservId { get; set; } = "";

    /// <summary>How long all checks of a message may take together. What is not known by then is a temporary error, and the mail is taken.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest header section that is checked or signed, in octets.</summary>
    public int MaxHeaderSize { get; set; } = 1024 * 1024;

    /// <summary>How many DKIM signatures of a message are verified; the rest are passed over.</summary>
    public int MaxSignatures { get; set; } = 8;

    /// <summary>Whether outgoing mail of domains that have keys is signed (DKIM). Keys are made by <c>culver dkim generate</c>.</summary>
    public bool Sign { get; set; } = true;

    /// <summary>The domain whose keys seal mail that is passed on for others (ARC). The default domain when not given; without keys, nothing is sealed.</summary>
    public string SealDomain { get; set; } = "";

    /// <summary>The folder that holds the private keys; <c>dkim</c> in the data folder when not given.</summary>
    public string? KeyFolder { get; set; }
}
