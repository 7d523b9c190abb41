using Culver.Smtp.Session;

namespace Culver.Smtp.Dispatch;

/// <summary>A service extension (RFC 5321 §2.2): what it announces, and what it adds. EHLO is computed from these, so nothing is announced that is not registered.</summary>
internal interface ISmtpExtension
{
    /// <summary>The ehlo-line, or <see langword="null"/> when it is not offered in this session now.</summary>
    string? Announce(SmtpSession session);

    /// <summary>Adds its commands and parameters.</summary>
    void Register(SmtpRegistryBuilder smtp);
}
