using System.Net;

namespace Culver.Identity.Authentication;

/// <summary>Where logins of one connection come from.</summary>
/// <param name="Protocol">The protocol, in lower case, such as <c>imap</c>.</param>
/// <param name="Address">The client's address, behind a trusted proxy the real one; null when it has none.</param>
public sealed record LoginOrigin(string Protocol, IPAddress? Address);
