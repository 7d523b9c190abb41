using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Extensions;

/// <summary>AUTH with its mechanisms (RFC 5034, RFC 2449 §6.3).</summary>
internal sealed class SaslExtension(Logins logins) : IPop3Extension
{
    public string Tag => "SASL";

    // RFC 5034 §3: announced after login as well, though no AUTH is legal then.
    public string? Announce(Pop3Session session) => logins.Announced(session) is { Count: > 0 } names ? $"{Tag} {string.Join(' ', names)}" : null;

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command("AUTH", SessionStates.Authorization, new AuthHandler(logins));
}
