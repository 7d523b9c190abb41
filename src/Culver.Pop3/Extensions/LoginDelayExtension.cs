using System.Globalization;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Extensions;

/// <summary>LOGIN-DELAY (RFC 2449 §6.5), the same for every user.</summary>
internal sealed class LoginDelayExtension : IPop3Extension
{
    public string Tag => "LOGIN-DELAY";

    public string? Announce(Pop3Session session) =>
        session.Options.LoginDelay > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{Tag} {(long)session.Options.LoginDelay.TotalSeconds}") : null;

    public void Register(Pop3RegistryBuilder pop3)
    {
    }
}
