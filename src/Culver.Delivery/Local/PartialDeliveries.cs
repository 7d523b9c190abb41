// SMTP has one reply for all recipients, and LMTP one for an alias with many. When some have the message and some could not get it, the client
// sends it again to all. The second try then delivers under the id of the first, and the store passes over those who have it (DeliveryKey).
// Only this process remembers: a client that resends over a restart can make a duplicate, which SMTP itself cannot tell from a new message.
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Culver.Storage;

namespace Culver.Delivery.Local;

/// <summary>Remembers the delivery ids of messages that only some of their recipients got.</summary>
internal sealed class PartialDeliveries(TimeProvider time, TimeSpan memory)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<Bits128, (Bits128 Delivery, long Since)> _known = new();

    /// <summary>Names a message by who sent it and its octets as they were received, without our own fields.</summary>
    public static Bits128 Fingerprint(string reversePath, IncrementalHash content)
    {
        content.AppendData(Encoding.UTF8.GetBytes(reversePath));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        content.GetHashAndReset(hash);
        return Bits128.ReadBigEndian(hash);
    }

    /// <summary>The id of an earlier try at this message, if it was one that some recipients missed.</summary>
    public Bits128? Find(Bits128 fingerprint) =>
        _known.TryGetValue(fingerprint, out var known) && time.GetElapsedTime(known.Since) <= memory ? known.Delivery : null;

    public void Remember(Bits128 fingerprint, Bits128 delivery)
    {
        if (_known.Count >= Most)
            Forget();
        _known[fingerprint] = (delivery, time.GetTimestamp());
    }

    /// <summary>Everyone has it now.</summary>
    public void Settle(Bits128 fingerprint) => _known.TryRemove(fingerprint, out _);

    private void Forget()
    {
        foreach (var (fingerprint, known) in _known)
        {
            if (time.GetElapsedTime(known.Since) > memory)
                _known.TryRemove(fingerprint, out _);
        }

        // A store that fails for so many messages has other troubles than duplicates.
        if (_known.Count >= Most)
            _known.Clear();
    }
}
