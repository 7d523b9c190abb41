namespace Culver.Testing;

/// <summary>What a test connects to.</summary>
public enum MailProtocol
{
    /// <summary>IMAP, in the clear, with STARTTLS.</summary>
    Imap,

    /// <summary>IMAP over TLS.</summary>
    Imaps,

    /// <summary>POP3, in the clear, with STLS.</summary>
    Pop3,

    /// <summary>POP3 over TLS.</summary>
    Pop3s,

    /// <summary>SMTP, in the clear, with STARTTLS.</summary>
    Smtp,

    /// <summary>LMTP.</summary>
    Lmtp,

    /// <summary>Submission, in the clear, with STARTTLS.</summary>
    Submission,

    /// <summary>Submission over TLS.</summary>
    Submissions,
}
