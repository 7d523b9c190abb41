using System.Collections.Immutable;
using System.Net;

namespace Culver.Delivery.Relay;

/// <summary>A host that takes mail for a destination.</summary>
/// <param name="Name">Its name, lower-case, A-labels; an address literal where it has none.</param>
/// <param name="Port">Its port.</param>
/// <param name="Addresses">Its addresses, in the order to try.</param>
/// <param name="IsSecure">Whether DNSSEC vouches for the names that led here (RFC 7672 §2.2.1).</param>
internal sealed record MailHost(string Name, int Port, ImmutableArray<IPAddress> Addresses, bool IsSecure);
