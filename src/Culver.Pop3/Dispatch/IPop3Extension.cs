using Culver.Pop3.Session;

namespace Culver.Pop3.Dispatch;

/// <summary>
/// A capability (RFC 2449): what it announces, and what it adds. CAPA is computed from these, so nothing is announced that is not
/// registered; one that the settings switch off is not registered, so nothing of it is left.
/// </summary>
internal interface IPop3Extension
{
    /// <summary>Its CAPA tag, in upper case.</summary>
    string Tag { get; }

    /// <summary>The line of CAPA, or <see langword="null"/> when it is not offered in this session now.</summary>
    string? Announce(Pop3Session session);

    /// <summary>Adds its commands.</summary>
    void Register(Pop3RegistryBuilder pop3);
}
