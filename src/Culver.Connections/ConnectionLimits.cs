using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>Counts connections per address and per account.</summary>
internal sealed class ConnectionLimits(ConnectionOptions options)
{
    private readonly IPNetwork[] _exempt = Listener.Networks(options.ExemptNetworks);
    private readonly Lock _lock = new();
    private readonly Dictionary<AddressKey, int> _addresses = [];
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);

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
