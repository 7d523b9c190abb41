namespace Culver.Imap.Wire;

/// <summary>Dates on the wire.</summary>
internal static class DateWriting
{
    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>
    /// date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE, with the zone it was given in.
    /// </summary>
    public static void DateTime(this ImapWriter writer, DateTimeOffset value)
    {
        const int Length = 28;
        var span = writer.Reserve(Length)[..Length];
        "\"00-Mon-0000 00:00:00 +0000\""u8.CopyTo(span);
        var (date, time) = value.DateTime;
        var (year, month, day) = date;
        Digits(span.Slice(1, 2), day);
        if (day < 10)
        {
            span[1] = (byte)' ';
        }

        Months.Slice((month - 1) * 3, 3).CopyTo(span[4..]);
        Digits(span.Slice(8, 4), year);
        Digits(span.Slice(13, 2), time.Hour);
        Digits(span.Slice(16, 2), time.Minute);
        Digits(span.Slice(19, 2), time.Second);
        var zone = value.TotalOffsetMinutes;
        span[22] = zone < 0 ? (byte)'-' : (byte)'+';
        Digits(span.Slice(23, 2), Math.Abs(zone) / 60);
        Digits(span.Slice(25, 2), Math.Abs(zone) % 60);
        writer.Advance(Length);
    }

    private static void Digits(Span<byte> span, int value)
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            span[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}
