using System.Net;
using Culver.Connections;
using Culver.Identity.Authentication;

namespace Culver.Smtp;

/// <summary>Where a message comes from, as far as we know and as the client says.</summary>
/// <param name="ConnectionId">The connection, for logs.</param>
/// <param name="ListenerName">The listener it came through.</param>
/// <param name="Remote">The client's address.</param>
/// <param name="ClientName">The name the client gave in EHLO, HELO or LHLO. Unproven.</param>
/// <param name="Tls">The TLS session, when there is one.</param>
/// <param name="Protocol">SMTP, LMTP or submission.</param>
public sealed record MessageOrigin(
    string ConnectionId,
    string ListenerName,
    IPEndPoint Remote,
    string ClientName,
    TlsDetails? Tls,
    SmtpProtocol Protocol)
{
    /// <summary>Who logged in; <see langword="null"/> for a client that did not.</summary>
    public AccountIdentity? Login { get; init; }
}
