using Culver.Identity.Addresses;

namespace Culver.Delivery.Routing;

/// <summary>Names the destination of an address by the directory and the routes of now.</summary>
internal sealed class DestinationNames(RouteTable routes, AddressResolver addresses)
{
    /// <summary>Where mail for an address goes.</summary>
    public async ValueTask<string> OfAsync(string address, CancellationToken cancellationToken)
    {
        // RFC 5321 §4.5.1: postmaster without a domain is ours.
        var isLocal = !address.Contains('@', StringComparison.Ordinal) || await addresses.IsLocalDomainAsync(RouteTable.DomainOf(address), cancellationToken);
        return isLocal ? RouteTable.Local : routes.DestinationOf(address);
    }
}
