using System.Collections.Immutable;
using System.Net;

namespace Culver.Dns.Stub;

/// <summary>What we read of <c>resolv.conf</c>: the servers, and whether they are trusted. Search lists are for people at a prompt, not for mail.</summary>
internal static class ResolvConf
{
    public static ImmutableArray<NameServer> Read(string text)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        var trusted = false;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..] when IPAddress.TryParse(server, out var address):
                    addresses.Add(address);
                    break;
                case ["options", .. var options]:
                    trusted |= options.Contains("trust-ad");
                    break;
            }
        }

        // As everywhere: without any, the one on this machine.
        if (addresses.Count == 0)
            addresses.Add(IPAddress.Loopback);
        return [.. addresses.Distinct().Select(address => new NameServer(new(address, ServerList.Port), trusted || IPAddress.IsLoopback(address)))];
    }
}
