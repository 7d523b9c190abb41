namespace Culver.Connections;

/// <summary>Short names for connections: a counter that starts at the clock, so that two runs of a server rarely share one in its logs.</summary>
internal sealed class ConnectionIds(TimeProvider time)
{
    // No vowels, so no words; no look-alikes.
    private const string Digits = "0123456789bcdfghjkmnpqrstvwxyz";
    private long _last = (time.GetUtcNow().ToUnixTimeSeconds() & 0x1FF_FFFF) << 16;

    public string Next() => string.Create(8, Interlocked.Increment(ref _last), static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Digits[(int)(value % Digits.Length)];
            value /= Digits.Length;
        }
    });
}
