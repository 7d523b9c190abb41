namespace Culver.Connections;

/// <summary>The time limits of one connection.</summary>
internal enum Deadline
{
    /// <summary>What the client has to do in time.</summary>
    Client,

    /// <summary>The handler's time to say goodbye, then the time to send the last bytes.</summary>
    Grace,

    /// <summary>A flush that waits for the client to read.</summary>
    Write,
}

/// <summary>Timestamps that the heartbeat compares with the clock. Written by the handler, read by the heartbeat, without a lock.</summary>
internal sealed class Deadlines(TimeProvider time)
{
    private const long Never = long.MaxValue;
    private long _client = Never;
    private long _grace = Never;
    private long _write = Never;
    private Alarm? _alarm;

    public void Set(Deadline deadline, TimeSpan after) => Put(deadline, At(after));

    public void Clear(Deadline deadline) => Put(deadline, Never);

    public void Put(Deadline deadline, long at) => Volatile.Write(ref Of(deadline), at);

    public long Get(Deadline deadline) => Volatile.Read(ref Of(deadline));

    public bool HasPassed(Deadline deadline, long now) => now >= Get(deadline);

    public void SetAlarm(TimeSpan after, Action ring) => Volatile.Write(ref _alarm, new(At(after), ring));

    public void ClearAlarm() => Volatile.Write(ref _alarm, null);

    public Action? TakeAlarm(long now)
    {
        var alarm = Volatile.Read(ref _alarm);
        return alarm is not null && now >= alarm.At && Interlocked.CompareExchange(ref _alarm, null, alarm) == alarm ? alarm.Ring : null;
    }

    private ref long Of(Deadline deadline)
    {
        switch (deadline)
        {
            case Deadline.Client: return ref _client;
            case Deadline.Grace: return ref _grace;
            case Deadline.Write: return ref _write;
            default: throw new ArgumentOutOfRangeException(nameof(deadline));
        }
    }

    private long At(TimeSpan after) => time.GetTimestamp() + (long)(after.TotalSeconds * time.TimestampFrequency);

    private sealed record Alarm(long At, Action Ring);
}
