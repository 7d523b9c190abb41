namespace Culver.Smtp.Client;

/// <summary>How long a server may take. The defaults are the least that RFC 5321 §4.5.3.2 asks clients to wait.</summary>
public sealed class SmtpClientTimeouts
{
    /// <summary>To accept a connection.</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For a TLS handshake.</summary>
    public TimeSpan Handshake { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For the greeting (RFC 5321 §4.5.3.2.1).</summary>
    public TimeSpan Greeting { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to MAIL, EHLO and most others (RFC 5321 §4.5.3.2.2).</summary>
    public TimeSpan Command { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to each RCPT (RFC 5321 §4.5.3.2.3).</summary>
    public TimeSpan Recipient { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to DATA (RFC 5321 §4.5.3.2.4).</summary>
    public TimeSpan DataStart { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>To take a block of the message (RFC 5321 §4.5.3.2.5).</summary>
    public TimeSpan DataBlock { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>For the reply to the final dot (RFC 5321 §4.5.3.2.6): giving up earlier makes duplicates.</summary>
    public TimeSpan DataEnd { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>For the reply to QUIT, which nothing depends on.</summary>
    public TimeSpan Quit { get; set; } = TimeSpan.FromSeconds(5);
}
