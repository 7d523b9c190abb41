namespace Culver.Mime.Transfer;

/// <summary>Looks at a message's octets as they pass for what its digest does not hold and recoding for transport needs.</summary>
public sealed class TransportSurvey
{
    // RFC 5321 §4.5.3.1.6: 1000 octets with the CRLF.
    private const int LongestLine = 998;

    private readonly List<long> _long = [];
    private readonly byte[] _start = new byte[VersionField.Length];
    private long _position;
    private int _line;
    private bool _inBody;

    /// <summary>Whether the header section has a MIME-Version field (RFC 2045 §4).</summary>
    public bool HasMimeVersion { get; private set; }

    private static ReadOnlySpan<byte> VersionField => "mime-version:"u8;

    /// <summary>Looks at the next octets.</summary>
    public void Observe(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            Line(end < 0 ? octets : octets[..end]);
            if (end < 0)
                return;
            EndLine();
            octets = octets[(end + 1)..];
        }
    }

    /// <summary>Whether some line is too long for SMTP between two offsets.</summary>
    internal bool HasLongLine(long from, long to)
    {
        var at = _long.BinarySearch(from);
        at = at < 0 ? ~at : at;
        return at < _long.Count && _long[at] < to;
    }

    private void Line(ReadOnlySpan<byte> part)
    {
        if (!_inBody && _line < _start.Length)
            part[..Math.Min(part.Length, _start.Length - _line)].CopyTo(_start.AsSpan(_line));
        var before = _line;
        // The CR of the line end is one more. The place noted is the first octet too many, which is no part of a line end.
        _line = (int)Math.Min(_line + (long)part.Length, LongestLine + 2);
        if (before <= LongestLine + 1 && _line > LongestLine + 1)
            _long.Add(_position - before + LongestLine);
        _position += part.Length;
    }

    private void EndLine()
    {
        if (!_inBody)
        {
            HasMimeVersion |= _line >= _start.Length && Headers.Ascii.EqualsIgnoreCase(_start, VersionField);
            _inBody = _line == 0 || (_line == 1 && _start[0] == '\r');
        }

        _position++;
        _line = 0;
    }
}
