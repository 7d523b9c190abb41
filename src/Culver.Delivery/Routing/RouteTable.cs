// Which way an address goes. Rules upheld: mail for domains here never leaves by a route; the longest name wins; a destination's name says
// all that its connections share, so that what waits for it can go over one.
using System.Globalization;
using System.Net;
using Culver.Identity.Addresses;
using Culver.Smtp.Client;

namespace Culver.Delivery.Routing;

/// <summary>The configured routes, and the names of destinations.</summary>
internal sealed class RouteTable
{
    /// <summary>The destination of mail for accounts and aliases here.</summary>
    public const string Local = "local";

    private const string RoutePrefix = "route:";

    private readonly Dictionary<string, MailRoute> _byDomain = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MailRoute> _byName = new(StringComparer.Ordinal);
    private readonly MailRoute? _smarthost;

    public RouteTable(RelayOptions options)
    {
        foreach (var route in options.Routes)
        {
            var isBelow = route.Domain.StartsWith('.');
            if (EmailAddress.TryReadDomain(isBelow ? route.Domain[1..] : route.Domain, out var domain))
                _byDomain[isBelow ? "." + domain : domain] = Add(route);
        }

        _smarthost = options.Smarthost.Host.Length > 0 ? Add(options.Smarthost) : null;
    }

    /// <summary>The destination of an address that is not ours.</summary>
    public string DestinationOf(string address)
    {
        var domain = DomainOf(address);
        return Find(domain) is { } route ? NameOf(route) : domain;
    }

    /// <summary>The route a destination stands for; <see langword="null"/> when it is a domain.</summary>
    public MailRoute? RouteOf(string destination) => _byName.GetValueOrDefault(destination);

    /// <summary>The domain of an address in the form the DNS is asked for; a literal stays as it is.</summary>
    public static string DomainOf(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        return !domain.StartsWith('[') && EmailAddress.TryReadDomain(domain, out var canonical) ? canonical : domain.ToLowerInvariant();
    }

    private MailRoute? Find(string domain)
    {
        if (_byDomain.TryGetValue(domain, out var exact))
            return exact;
        for (var dot = domain.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = domain.IndexOf('.', dot + 1))
        {
            if (_byDomain.TryGetValue(domain[dot..], out var above))
                return above;
        }

        return _smarthost;
    }

    private MailRoute Add(RelayRouteOptions options)
    {
        var host = IPAddress.TryParse(options.Host.Trim('[', ']'), out var address) ? address.ToString() : options.Host.ToLowerInvariant();
        var credentials = options.UserName.Length == 0 ? null : new ClientCredentials(options.UserName, options.Password) { TrustsAnyServer = options.Tls == RelayTls.Required };
        var route = new MailRoute(host, options.Port, options.Tls, credentials, options.Lmtp);
        _byName[NameOf(route)] = route;
        return route;
    }

    private static string NameOf(MailRoute route)
    {
        var login = route.Credentials is { } credentials ? credentials.UserName + "@" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{RoutePrefix}{login}{route.Host}:{route.Port}{(route.IsLmtp ? "/lmtp" : "")}");
    }
}
