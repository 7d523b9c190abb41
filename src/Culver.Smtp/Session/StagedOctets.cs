namespace Culver.Smtp.Session;

/// <summary>
/// What messages on their way in take up in sum, over all connections and protocols. The beginning of each message is free, so that small mail comes in
/// while large mail has used it all up. Safe to use from many threads.
/// </summary>
/// <param name="limit">Octets beyond the free beginnings.</param>
internal sealed class StagedOctets(long limit)
{
    /// <summary>Octets of a message that are not counted.</summary>
    public const int Free = 256 * 1024;

    private long _taken;

    /// <summary>Octets counted now.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Whether a message of a size would find room now.</summary>
    public bool HasRoom(long size) => size - Free <= limit - Taken;

    /// <summary>Takes room; all or nothing.</summary>
    public bool TryTake(long octets)
    {
        if (Interlocked.Add(ref _taken, octets) <= limit)
            return true;
        Interlocked.Add(ref _taken, -octets);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Return(long octets) => Interlocked.Add(ref _taken, -octets);
}
