using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Extensions;

/// <summary>
/// A capability that adds no command: it says how the server is. RESP-CODES (RFC 2449 §6.4): no text begins with a bracket but for a response code.
/// AUTH-RESP-CODE (RFC 3206 §6). PIPELINING (RFC 2449 §6.6). EXPIRE NEVER (§6.7): nothing but a client removes mail. IMPLEMENTATION (§6.9), without a
/// version.
/// </summary>
internal sealed class Announcement(string tag, string? argument = null) : IPop3Extension
{
    private readonly string _line = argument is null ? tag : $"{tag} {argument}";

    public string Tag => tag;

    public string? Announce(Pop3Session session) => _line;

    public void Register(Pop3RegistryBuilder pop3)
    {
    }
}
