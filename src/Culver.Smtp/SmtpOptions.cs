namespace Culver.Smtp;

/// <summary>Settings of the SMTP and LMTP servers.</summary>
public sealed class SmtpOptions
{
    /// <summary>The name this server gives itself in greetings and trace fields: a domain name that resolves to it, or an address literal.</summary>
    public string HostName { get; set; } = "localhost";

    /// <summary>The largest message taken, in octets; told to clients by SIZE (RFC 1870). RFC 5321 §4.5.3.1.7 asks for at least 64 KiB.</summary>
    public long MaxMessageSize { get; set; } = 150L * 1024 * 1024;

    /// <summary>Octets of messages on their way in at one time, over all connections; the first 256 KiB of each are not counted, so that small mail comes in while there is no room for large (452 4.3.1).</summary>
    public long MaxStagedSize { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Recipients of one message. RFC 5321 §4.5.3.1.8 asks for at least 100.</summary>
    public int MaxRecipients { get; set; } = 1000;

    /// <summary>The longest command line, in octets without its line end. RFC 5321 §4.5.3.1.4 asks for 510, and extensions for more: AUTH with its first response (RFC 4954 §4) for most.</summary>
    public int MaxCommandLine { get; set; } = 12288;

    /// <summary>The longest line of a message, in octets without its line end. RFC 5321 §4.5.3.1.6 asks for 998 and for no limit where none is needed.</summary>
    public long MaxTextLine { get; set; } = 10L * 1024 * 1024;

    /// <summary>Received fields a message may bring; more mean that it runs in a circle. RFC 5321 §6.3 asks for at least 100.</summary>
    public int MaxReceivedFields { get; set; } = 100;

    /// <summary>Commands in error after which the connection is closed.</summary>
    public int MaxErrors { get; set; } = 20;

    /// <summary>Refused recipients after which the connection is closed: someone is guessing addresses (RFC 5321 §7.8).</summary>
    public int MaxRefusedRecipients { get; set; } = 200;

    /// <summary>Commands in a row that bring no message nearer (NOOP, RSET, VRFY, HELP, EHLO) after which the connection is closed.</summary>
    public int MaxIdleCommands { get; set; } = 1000;

    /// <summary>How long to wait for the next command. RFC 5321 §4.5.3.2.7 asks for at least 5 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for more of a message. How fast it must come on the whole says <c>Connections:LeastArrivalRate</c>. RFC 5321 §4.5.3.2.5 lets clients take 3 minutes for a block.</summary>
    public TimeSpan DataTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What becomes of a CR or LF that stands alone in a message.</summary>
    public BareLineEnds BareLineEnds { get; set; } = BareLineEnds.Refuse;

    /// <summary>Whether AUTH is offered on the SMTP listener too, for clients that know no other port. Submission has it always.</summary>
    public bool OfferLogin { get; set; }

    /// <summary>Whether clients may log in on a connection that is neither TLS nor loopback. Passwords and messages then travel in the clear.</summary>
    public bool AllowClearTextLogin { get; set; }
}
