namespace Culver.Smtp;

/// <summary>Which of the protocols of this family a client speaks.</summary>
public enum SmtpProtocol
{
    /// <summary>SMTP (RFC 5321): one reply after the message.</summary>
    Smtp,

    /// <summary>LMTP (RFC 2033): a reply per recipient after the message.</summary>
    Lmtp,

    /// <summary>Message submission (RFC 6409): SMTP for users, who log in first.</summary>
    Submission,
}
