namespace Culver.MailAuth.Spf;

/// <summary>Which name of the client was checked (RFC 7208 §2.3, §2.4).</summary>
public enum SpfIdentity
{
    /// <summary>The domain of the reverse-path; <c>smtp.mailfrom</c> in Authentication-Results.</summary>
    MailFrom,

    /// <summary>The name given with HELO or EHLO; <c>smtp.helo</c>.</summary>
    Helo,
}
