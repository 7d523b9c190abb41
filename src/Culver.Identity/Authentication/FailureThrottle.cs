// Counts failures per address, and per address and user. Never per user alone: a stranger could then lock a user out.
// Clients on this machine are not counted: behind loopback sits a webmail or proxy with everybody's logins.
using System.Net;
using Culver.Identity.Caching;

namespace Culver.Identity.Authentication;

/// <summary>The throttle of a single process.</summary>
/// <param name="options">The limits.</param>
/// <param name="time">The clock of the window.</param>
public sealed class FailureThrottle(FailureThrottleOptions options, TimeProvider time) : ILoginThrottle
{
    // RFC 5321 §4.5.3.1: no address is longer than 64 + 1 + 255 octets.
    private const int LongestName = 320;

    private readonly BoundedCache<(string Network, string UserName), int> failures = new(options.Capacity, options.Window, time);

    /// <inheritdoc />
    public ValueTask<bool> MayTryAsync(string userName, LoginOrigin origin, CancellationToken cancellationToken)
    {
        var allowed = NetworkOf(origin) is not { } network
            || (Count(network, "") < options.FailuresPerAddress && Count(network, Bounded(userName)) < options.FailuresPerUser);
        return ValueTask.FromResult(allowed);
    }

    /// <inheritdoc />
    public ValueTask RecordAsync(string userName, LoginOrigin origin, bool isSuccess, CancellationToken cancellationToken)
    {
        if (NetworkOf(origin) is { } network)
        {
            if (isSuccess)
            {
                failures.Remove((network, Bounded(userName)));
            }
            else
            {
                failures.Update((network, ""), static count => count + 1);
                failures.Update((network, Bounded(userName)), static count => count + 1);
            }
        }

        return ValueTask.CompletedTask;
    }

    private int Count(string network, string userName) => failures.TryGet((network, userName), out var count) ? count : 0;

    // Names are the client's: of a long one only the beginning is kept, or the counters could hold gigabytes.
    private static string Bounded(string userName) => userName.Length <= LongestName ? userName : userName[..LongestName];

    // An IPv6 host owns its whole /64 and would never run out of addresses.
    private static string? NetworkOf(LoginOrigin origin)
    {
        if (origin.Address is not { } address || IPAddress.IsLoopback(address))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
            return IPAddress.IsLoopback(address) ? null : address.ToString();
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
