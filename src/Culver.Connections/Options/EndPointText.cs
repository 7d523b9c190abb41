using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Culver.Connections;

/// <summary>Reads listener addresses and networks as people write them.</summary>
internal static class EndPointText
{
    /// <summary><c>127.0.0.1:1143</c>, <c>[::1]:1143</c>, <c>*:143</c>. The port is never optional: a forgotten one must not become a random port.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port))
            return false;
        var host = text.AsSpan(0, colon);
        if (host is "*")
        {
            // The transport makes a socket bound to the IPv6 wildcard serve both families.
            endPoint = new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
            return true;
        }
        if (host[0] == '[' && host[^1] == ']')
            host = host[1..^1];
        else if (host.Contains(':') || host.Count('.') != 3)
            return false;
        if (!IPAddress.TryParse(host, out var address))
            return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>A network in CIDR form, or an address as the network of itself.</summary>
    public static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>Whether one of the networks holds the address; an IPv4 client of a dual-stack socket is an IPv4 client.</summary>
    public static bool Contains(this IPNetwork[] networks, IPAddress address)
    {
        address = address.Unmapped();
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    public static IPAddress Unmapped(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public static IPEndPoint Unmapped(this IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
}
