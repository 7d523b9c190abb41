namespace Culver.Imap.Wire;

/// <summary>The rules of dates.</summary>
internal static class DateReading
{
    private static ReadOnlySpan<byte> Months => "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"u8;

    /// <summary>
    /// date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
    /// date-day-fixed = (SP DIGIT) / 2DIGIT; time = 2DIGIT ":" 2DIGIT ":" 2DIGIT; zone = ("+" / "-") 4DIGIT
    /// </summary>
    public static DateTimeOffset DateTime(this ref ImapReader reader)
    {
        const string What = "a date-time like \"17-Jul-1996 02:44:25 -0700\"";
        var start = reader.Position;

        // Everything has its fixed place: DQUOTE dd-Mon-yyyy hh:mm:ss +zzzz DQUOTE.
        if (!reader.TryTake(28, out var text)
            || text[0] != '"' || text[3] != '-' || text[7] != '-' || text[12] != ' '
            || text[15] != ':' || text[18] != ':' || text[21] != ' ' || text[27] != '"'
            || text[22] is not ((byte)'+' or (byte)'-'))
        {
            throw Refused(ref reader, start, What);
        }

        var day = text[1] == ' ' ? Digits(text[2..3]) : Digits(text[1..3]);
        var month = Month(text[4..7]);
        var year = Digits(text[8..12]);
        var hour = Digits(text[13..15]);
        var minute = Digits(text[16..18]);
        var second = Digits(text[19..21]);
        var zoneHour = Digits(text[23..25]);
        var zoneMinute = Digits(text[25..27]);
        if (!IsDay(year, month, day) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60
            || zoneHour < 0 || zoneMinute is < 0 or > 59)
        {
            throw Refused(ref reader, start, What);
        }

        // RFC 5322 §3.3 knows second 60, our clock does not: it counts as the one before.
        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
        var zone = new TimeSpan(zoneHour, zoneMinute, 0) * (text[22] == '-' ? -1 : 1);

        // Liberty, RFC 9051 §9: a zone is within 14 hours, which is all there are, and the instant within the calendar.
        if (zone.Duration() > TimeSpan.FromHours(14)
            || local.Ticks - zone.Ticks < System.DateTime.MinValue.Ticks || local.Ticks - zone.Ticks > System.DateTime.MaxValue.Ticks)
        {
            throw Refused(ref reader, start, "a date-time with a zone within 14 hours");
        }

        return new(local, zone);
    }

    /// <summary>
    /// date = date-text / DQUOTE date-text DQUOTE
    /// date-text = date-day "-" date-month "-" date-year; date-day = 1*2DIGIT
    /// </summary>
    public static DateOnly Date(this ref ImapReader reader)
    {
        const string What = "a date like 1-Feb-1994";
        var start = reader.Position;
        var quoted = reader.TryChar((byte)'"');
        var dash = reader.Rest.IndexOf((byte)'-');
        if (dash is not (1 or 2) || !reader.TryTake(dash + 9, out var text) || text[dash + 4] != '-' || (quoted && !reader.TryChar((byte)'"')))
        {
            throw Refused(ref reader, start, What);
        }

        var day = Digits(text[..dash]);
        var month = Month(text.Slice(dash + 1, 3));
        var year = Digits(text.Slice(dash + 5, 4));
        return IsDay(year, month, day) ? new(year, month, day) : throw Refused(ref reader, start, What);
    }

    private static ImapSyntaxException Refused(ref ImapReader reader, int start, string what)
    {
        reader.Rewind(start);
        return reader.Expected(what);
    }

    private static bool IsDay(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= System.DateTime.DaysInMonth(year, month);

    private static int Month(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < 12; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, Months.Slice(i * 3, 3)))
            {
                return i + 1;
            }
        }

        return -1;
    }

    /// <summary>The value of decimal digits, or -1 where one is none.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
