// Reads the Date field as widely as it is written: RFC 5322 §3.3, every obsolete form of §4.3, and the common mistakes
// (asctime order, ISO 8601, dashes, missing seconds or zone, wrong day names, AM/PM).
using System.Buffers.Text;

namespace Culver.Mime.Headers;

/// <summary>The sent date with its own zone.</summary>
internal static class SentDates
{
    // No date is longer, comments aside; what is beyond is not looked at.
    private const int MaxOctets = 256;

    // date-time = [ day-of-week "," ] date time [CFWS]        RFC 5322 §3.3
    /// <summary>False when no date can be read. A date without a readable time is 00:00:00, without a readable zone UTC (RFC 5256 §2.2).</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out DateTimeOffset date)
    {
        date = default;
        var found = default(Fields);
        Span<byte> tidy = stackalloc byte[MaxOctets];
        var reader = new MimeLexer(tidy[..Tidy(value, tidy)]);
        for (var steps = 0; steps < 64; steps++)
        {
            reader.SkipSpace();
            if (reader.AtEnd) break;
            var token = reader.DateToken();
            if (token.IsEmpty) reader.Skip();
            else Take(token, ref found);
        }

        return found.TryBuild(out date);
    }

    // [CFWS] may stand between any two tokens of the obsolete forms (RFC 5322 §4.3): comments go, and the space around colons.
    private static int Tidy(ReadOnlySpan<byte> value, Span<byte> tidy)
    {
        var length = 0;
        var depth = 0;
        foreach (var octet in value)
        {
            if (length == tidy.Length) break;
            if (octet == '(') depth++;
            var isSpace = depth > 0 || octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
            if (octet == ')' && depth > 0) depth--;
            if (isSpace)
            {
                if (length > 0 && tidy[length - 1] is not ((byte)' ' or (byte)':')) tidy[length++] = (byte)' ';
                continue;
            }

            if (octet == ':' && length > 0 && tidy[length - 1] == ' ') length--;
            tidy[length++] = octet;
        }

        return length;
    }

    private static void Take(ReadOnlySpan<byte> token, ref Fields found)
    {
        if (token[0] is (byte)'+' or (byte)'-')
        {
            TakeOffset(token, ref found);
            return;
        }

        if (token.Contains((byte)':'))
        {
            if (found.HasTime || !TakeClock(token, ref found)) TakeIso(token, ref found);
            return;
        }

        if (token[0] is >= (byte)'0' and <= (byte)'9')
        {
            if (token.IndexOfAny((byte)'-', (byte)'/') > 0) TakeJoined(token, ref found);
            else TakeNumber(token, ref found);
            return;
        }

        TakeWord(token, ref found);
    }

    private static void TakeNumber(ReadOnlySpan<byte> token, ref Fields found)
    {
        var digits = token.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = token.Length;
        if (digits > 9 || !Utf8Parser.TryParse(token[..digits], out int number, out _)) return;
        var suffix = token[digits..];
        if (suffix.Length > 0 && Ascii.EqualsIgnoreCase(suffix, "pm"u8) && number < 12) number += 12;
        if (found.Day == 0 && digits <= 2 && number is >= 1 and <= 31) found.Day = number;
        else if (found.Year < 0 && (found.Month > 0 || digits >= 4)) found.Year = FullYear(number, digits);
        else if (!found.HasTime && found.Year >= 0 && digits == 2 && number < 24) found.SetTime(number, 0, 0);
        else if (found.HasTime && !found.HasZone && digits == 4) TakeOffset(token, ref found);
    }

    private static int FullYear(int number, int digits)
    {
        // RFC 5322 §4.3: two digits below 50 are in this century; other two-digit and all three-digit years count from 1900.
        if (digits <= 2) return number < 50 ? number + 2000 : number + 1900;
        return digits == 3 ? number + 1900 : number;
    }

    // 21-Nov-97, 1997-11-21, 11/21/97: parts joined by dashes or slashes.
    private static void TakeJoined(ReadOnlySpan<byte> token, ref Fields found)
    {
        if (token.IndexOf((byte)'T') is > 0 and var t && token[0] is >= (byte)'0' and <= (byte)'9') token = token[..t];
        Span<Range> ranges = stackalloc Range[4];
        var separator = token.Contains((byte)'/') ? (byte)'/' : (byte)'-';
        var count = 0;
        var from = 0;
        for (var i = 0; i <= token.Length && count < 4; i++)
        {
            if (i < token.Length && token[i] != separator) continue;
            ranges[count++] = from..i;
            from = i + 1;
        }

        if (count != 3) return;
        var first = token[ranges[0]];
        var second = token[ranges[1]];
        var third = token[ranges[2]];
        var month = MonthOf(second);
        if (month == 0 && !TryNumber(second, out month)) return;
        if (!TryNumber(first, out var head) || !TryNumber(third, out var tail)) return;
        if (first.Length == 4)
        {
            found.Year = head;
            found.Month = month;
            found.Day = tail;
        }
        else
        {
            // With slashes the month usually stands first.
            if (separator == '/' && month > 12) (head, month) = (month, head);
            else if (separator == '/' && head <= 12) (head, month) = (month, head);
            found.Day = head;
            found.Month = month;
            found.Year = FullYear(tail, third.Length);
        }
    }

    // 1997-11-21T09:55:06-06:00        RFC 3339
    private static void TakeIso(ReadOnlySpan<byte> token, ref Fields found)
    {
        var t = token.IndexOf((byte)'T');
        if (t < 0 || found.HasTime) return;
        TakeJoined(token[..t], ref found);
        var time = token[(t + 1)..];
        var zone = time.LastIndexOfAny((byte)'+', (byte)'-', (byte)'Z');
        TakeClock(zone > 0 ? time[..zone] : time, ref found);
        if (zone > 0) Take(time[zone..], ref found);
    }

    // time-of-day = hour ":" minute [ ":" second ]        RFC 5322 §3.3
    private static bool TakeClock(ReadOnlySpan<byte> token, ref Fields found)
    {
        Span<int> parts = stackalloc int[3];
        parts.Clear();
        var at = 0;
        var count = 0;
        while (count < 3)
        {
            if (!Utf8Parser.TryParse(token[at..], out int part, out var used) || used > 2 || part < 0) return false;
            parts[count++] = part;
            at += used;
            if (at >= token.Length || token[at] != ':') break;
            at++;
        }

        if (count < 2) return false;
        var rest = token[at..];
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            rest = digits < 0 ? default : rest[(1 + digits)..];
        }

        found.SetTime(parts[0], parts[1], parts[2]);
        if (!rest.IsEmpty) Take(rest, ref found);
        return true;
    }

    // zone = ("+" / "-") 4DIGIT        RFC 5322 §3.3
    private static void TakeOffset(ReadOnlySpan<byte> token, ref Fields found)
    {
        if (found.HasZone || !found.HasTime) return;
        var negative = token[0] == '-';
        var digits = 0;
        var number = 0;
        foreach (var octet in token)
        {
            if (octet is < (byte)'0' or > (byte)'9') continue;
            if (++digits > 4) break;
            number = (number * 10) + octet - '0';
        }

        if (digits is 1 or 2) number *= 100;
        var minutes = (number / 100 * 60) + (number % 100);
        // RFC 5256 §2.2: an invalid zone is treated as UTC.
        if (digits is 0 or > 4 || number % 100 > 59 || minutes > 14 * 60) minutes = 0;
        found.HasZone = true;
        found.ZoneMinutes = negative ? -minutes : minutes;
    }

    private static void TakeWord(ReadOnlySpan<byte> token, ref Fields found)
    {
        var month = MonthOf(token);
        if (month > 0 && found.Month == 0)
        {
            found.Month = month;
            return;
        }

        if (Ascii.EqualsIgnoreCase(token, "pm"u8) || Ascii.EqualsIgnoreCase(token, "p.m."u8))
        {
            if (found.HasTime && found.Hour < 12) found.Hour += 12;
            return;
        }

        if (Ascii.EqualsIgnoreCase(token, "am"u8) || Ascii.EqualsIgnoreCase(token, "a.m."u8))
        {
            if (found.HasTime && found.Hour == 12) found.Hour = 0;
            return;
        }

        if (!found.HasTime || found.HasZone) return;
        // GMT+0200 and UTC-5: the offset follows the name.
        var sign = token.IndexOfAny((byte)'+', (byte)'-');
        if (sign > 0)
        {
            TakeOffset(token[sign..], ref found);
            return;
        }

        found.HasZone = true;
        found.ZoneMinutes = ZoneOf(token);
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && text.Length <= 4;

    private static int MonthOf(ReadOnlySpan<byte> word)
    {
        // Full names and four-letter abbreviations are told apart by their first three letters too.
        if (word.Length is < 3 or > 10) return 0;
        var names = "janfebmaraprmayjunjulaugsepoctnovdec"u8;
        for (var month = 0; month < 12; month++)
        {
            if (!Ascii.StartsWithIgnoreCase(word, names.Slice(month * 3, 3))) continue;
            return month + 1;
        }

        return 0;
    }

    // obs-zone        RFC 5322 §4.3. Military letters and unknown names are equivalent to "-0000".
    private static int ZoneOf(ReadOnlySpan<byte> name)
    {
        if (name.Length != 3) return 0;
        var offset = (name[0] | 0x20) switch { 'e' => -5, 'c' => -6, 'm' => -7, 'p' => -8, _ => 0 };
        if (offset == 0 || (name[2] | 0x20) != 't') return 0;
        return (name[1] | 0x20) switch { 's' => offset * 60, 'd' => (offset + 1) * 60, _ => 0 };
    }

    private struct Fields
    {
        private int _year;
        public int Month;
        public int Day;
        public int Hour;
        public int Minute;
        public int Second;
        public bool HasTime;
        public bool HasZone;
        public int ZoneMinutes;

        // Kept one higher, so that a fresh value says "none".
        public int Year
        {
            readonly get => _year - 1;
            set => _year = value + 1;
        }

        public void SetTime(int hour, int minute, int second)
        {
            Hour = hour;
            Minute = minute;
            Second = second;
            HasTime = true;
        }

        public readonly bool TryBuild(out DateTimeOffset date)
        {
            date = default;
            if (Year is < 1 or > 9999 || Month is < 1 or > 12 || Day < 1 || Day > DateTime.DaysInMonth(Year, Month)) return false;
            var day = new DateTime(Year, Month, Day, 0, 0, 0, DateTimeKind.Unspecified);
            // RFC 5256 §2.2: an invalid time is 00:00:00. A leap second (60) is the last one of its minute.
            var valid = Hour < 24 && Minute < 60 && Second <= 60;
            var time = valid ? new TimeSpan(Hour, Minute, Math.Min(Second, 59)) : TimeSpan.Zero;
            var ticks = (day + time).Ticks - TimeSpan.FromMinutes(ZoneMinutes).Ticks;
            if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
            date = new DateTimeOffset(day + time, TimeSpan.FromMinutes(ZoneMinutes));
            return true;
        }
    }
}
