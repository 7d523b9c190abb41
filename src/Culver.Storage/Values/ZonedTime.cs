namespace Culver.Storage;

/// <summary>
/// A moment to the second with the zone it was stated in, in eight bytes: what INTERNALDATE keeps. The default is 1970-01-01 00:00:00 UTC.
/// </summary>
public readonly record struct ZonedTime
{
    private readonly long _packed;

    private ZonedTime(long packed) => _packed = packed;

    /// <summary>The stored form: seconds since 1970 in the upper 52 bits, the zone in minutes in the lower 12, both signed.</summary>
    public long Packed => _packed;

    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    public long UnixSeconds => _packed >> 12;

    /// <summary>The zone, in minutes east of UTC.</summary>
    public int OffsetMinutes => (int)(_packed << 52 >> 52);

    /// <summary>Takes the stored form back.</summary>
    public static ZonedTime FromPacked(long packed) => new(packed);

    /// <summary>The moment of <paramref name="time"/>, cut to the second.</summary>
    public static ZonedTime From(DateTimeOffset time) =>
        new((time.ToUnixTimeSeconds() << 12) | ((long)time.Offset.TotalMinutes & 0xFFF));

    /// <summary>As a date with its zone.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(UnixSeconds).ToOffset(TimeSpan.FromMinutes(OffsetMinutes));
}
