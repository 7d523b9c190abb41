using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>Counts connections per address and per account.</summary>
internal sealed class ConnectionLimits(ConnectionOptions options, TimeProvider time)
{
    /// <summary>Addresses counted within a minute; beyond it the count begins anew, for an attack from so many is not stopped by counting addresses.</summary>
    private const int MostArrivals = 100_000;

    private readonly IPNetwork[] _exempt = Listener.Networks(options.ExemptNetworks);
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _addresses = [];
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<AddressKey, int> _arrivals = [];
    private long _minute = time.GetTimestamp();

    /// <summary>Connections open at once, over all listeners.</summary>
    public int MaxConnections { get; init; } = options.MaxConnections;

    /// <summary>Notes that a client of this address has come; false when too many did within this minute.</summary>
    public bool MayArrive(IPAddress address)
    {
        if (IsExempt(address))
            return true;
        lock (_lock)
        {
            if (time.GetElapsedTime(_minute) >= TimeSpan.FromMinutes(1) || _arrivals.Count >= MostArrivals)
            {
                _minute = time.GetTimestamp();
                _arrivals.Clear();
            }
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_arrivals, AddressKey.Of(address), out _);
            return ++count <= options.MaxNewConnectionsPerMinute;
        }
    }

    public bool TryEnterAddress(IPAddress address) => IsExempt(address) || TryEnter(_addresses, AddressKey.Of(address), options.MaxConnectionsPerAddress);

    public void LeaveAddress(IPAddress address)
    {
        if (!IsExempt(address))
            Leave(_addresses, AddressKey.Of(address));
    }

    public bool TryEnterAccount(string account) => TryEnter(_accounts, account, options.MaxConnectionsPerAccount);

    public void LeaveAccount(string account) => Leave(_accounts, account);

    private bool IsExempt(IPAddress address) => IPAddress.IsLoopback(address) || _exempt.Contains(address);

    private bool TryEnter<TKey>(Dictionary<TKey, int> counts, TKey key, int limit)
        where TKey : notnull
    {
        lock (_lock)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
            if (count >= limit)
                return false;
            count++;
            return true;
        }
    }

    private void Leave<TKey>(Dictionary<TKey, int> counts, TKey key)
        where TKey : notnull
    {
        lock (_lock)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, key);
            if (--count == 0)
                counts.Remove(key);
        }
    }

    /// <summary>An IPv4 address, or the /64 of an IPv6 one: that is what one customer is given.</summary>
    private readonly record struct AddressKey(bool IsV6, ulong Bits)
    {
        public static AddressKey Of(IPAddress address)
        {
            Span<byte> bytes = stackalloc byte[16];
            address = address.Unmapped();
            address.TryWriteBytes(bytes, out _);
            return address.AddressFamily == AddressFamily.InterNetworkV6
                ? new(true, BinaryPrimitives.ReadUInt64BigEndian(bytes))
                : new(false, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }
    }
}
