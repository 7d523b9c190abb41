using Culver.Connections;
using Culver.Delivery;
using Culver.Dns;
using Culver.Identity;
using Culver.Imap;
using Culver.Pop3;
using Culver.Smtp;
using Culver.Storage.Sqlite;

namespace Culver.Hosting;

/// <summary>Everything that can be set.</summary>
public sealed class CulverOptions
{
    /// <summary>The folder that holds all mail and the server's own files. One process owns it at a time.</summary>
    public string Data { get; set; } = "data";

    /// <summary>The domain of login names and addresses that name none, and the name the server gives itself in greetings.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>Whether a start without any account makes <c>demo@localhost</c> with a few sample messages and prints its password.</summary>
    public bool Demo { get; set; } = true;

    /// <summary>Whether `culver serve` plays a short conversation with itself, in memory and on a throw-away folder, while it starts, so that the first clients do not
    /// wait for code to be compiled. A server inside another host does not.</summary>
    public bool Rehearse { get; set; } = true;

    /// <summary>Where each protocol listens.</summary>
    public ListenOptions Listen { get; init; } = new();

    /// <summary>Limits and timeouts of connections.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>Certificates. Without files, a self-signed one is made at first start and kept in the data folder.</summary>
    public CertificateOptions Certificates { get; init; } = new();

    /// <summary>The embedded store.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Accounts, addresses and logins.</summary>
    public IdentityOptions Identity { get; init; } = new();

    /// <summary>How clients may log in.</summary>
    public LoginOptions Login { get; init; } = new();

    /// <summary>The IMAP server.</summary>
    public ImapOptions Imap { get; init; } = new();

    /// <summary>The POP3 server.</summary>
    public Pop3Options Pop3 { get; init; } = new();

    /// <summary>The SMTP, submission and LMTP servers.</summary>
    public SmtpOptions Smtp { get; init; } = new();

    /// <summary>Delivery to accounts here.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>Which name servers are asked, and what is kept of their answers.</summary>
    public DnsOptions Dns { get; init; } = new();

    /// <summary>Submission of mail by users.</summary>
    public SubmissionOptions Submission { get; init; } = new();

    /// <summary>Who mail is from: checks of incoming mail, signatures of outgoing mail.</summary>
    public MailAuthOptions MailAuth { get; init; } = new();

    /// <summary>The queue, and sending to other servers.</summary>
    public RelayOptions Relay { get; init; } = new();

    /// <summary>What is logged.</summary>
    public LogOptions Log { get; init; } = new();
}
