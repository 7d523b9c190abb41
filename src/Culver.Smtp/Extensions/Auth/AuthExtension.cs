using Culver.Smtp.Dispatch;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Auth;

/// <summary>AUTH (RFC 4954): on submission always, on other listeners where the settings want it.</summary>
internal sealed class AuthExtension : ISmtpExtension
{
    public string? Announce(SmtpSession session) =>
        session.Environment.Logins?.Announced(session) is { Count: > 0 } mechanisms ? "AUTH " + string.Join(' ', mechanisms) : null;

    // RFC 4954 §4: not within a transaction.
    public void Register(SmtpRegistryBuilder smtp) => smtp
        .Command("AUTH", CommandTraits.NeedsGreeting | CommandTraits.NeedsNoTransaction | CommandTraits.Idle, new AuthHandler())
        .MailParameter(new AuthParameter());
}
