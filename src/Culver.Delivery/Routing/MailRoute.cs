using Culver.Smtp.Client;

namespace Culver.Delivery.Routing;

/// <summary>A configured way.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How it is secured.</param>
/// <param name="Credentials">How to log in; <see langword="null"/> for not at all.</param>
/// <param name="IsLmtp">Whether it speaks LMTP.</param>
internal sealed record MailRoute(string Host, int Port, RelayTls Tls, ClientCredentials? Credentials, bool IsLmtp);
