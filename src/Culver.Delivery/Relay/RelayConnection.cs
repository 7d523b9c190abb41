using System.Net;
using Culver.Smtp.Client;

namespace Culver.Delivery.Relay;

/// <summary>An open connection to a host, ready for transactions.</summary>
/// <param name="Client">It.</param>
/// <param name="Host">The host.</param>
/// <param name="Address">The address it was reached at.</param>
/// <param name="IsVerified">Whether TLS is up, and the certificate and the way to the name are proven (RFC 8689 §4.2.1).</param>
internal sealed record RelayConnection(SmtpClientConnection Client, MailHost Host, IPAddress Address, bool IsVerified)
{
    /// <summary>Whether it was made for a message that needs no TLS, so that what others demand was not asked (RFC 8689 §4.2.2).</summary>
    public bool IsLax { get; init; }

    /// <summary>The domains that were among the recipients (RFC 9422 §4.3 counts them over the whole session).</summary>
    public HashSet<string> Domains { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the server may be asked to take mail for a domain.</summary>
    public bool MayTake(string domain) => Client.Extensions.MostDomains is not { } most || Domains.Count < most || Domains.Contains(domain);

    /// <summary>The server as notifications name it.</summary>
    public string Server => Host.Name;
}
