// Looks at a message's octets as they pass, so that nobody has to read it again to know which servers can take it.
// Rules upheld: nothing is kept of the message but a few counters; how it is cut into pieces makes no difference.
using System.Text;

namespace Culver.Storage.Queue;

/// <summary>Finds out what queued content is like while it arrives.</summary>
public sealed class ContentObserver
{
    // RFC 5321 §4.5.3.1.6: 1000 octets with the CRLF.
    private const int LongestLine = 998;

    // The beginning of a line of the header section.
    private readonly byte[] _name = new byte[32];
    private long _line;
    private bool _afterCr;
    private bool _inBody;

    private static ReadOnlySpan<byte> Received => "received:"u8;

    private static ReadOnlySpan<byte> TlsRequired => "tls-required:"u8;

    /// <summary>What was seen so far.</summary>
    public ContentTraits Traits { get; private set; }

    /// <summary>How many Received fields were seen in the header section.</summary>
    public int Hops { get; private set; }

    /// <summary>Looks at more.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            Look(part);
            if (end < 0)
                return;
            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Says that there is no more.</summary>
    public void Complete()
    {
        if (_afterCr)
            Traits |= ContentTraits.Binary;
        Weigh(_line);
    }

    private void Look(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return;
        if (_afterCr)
            Traits |= ContentTraits.Binary;
        if (!_inBody && _line < _name.Length)
            part[..(int)Math.Min(part.Length, _name.Length - _line)].CopyTo(_name.AsSpan((int)_line));
        _line += part.Length;
        _afterCr = part[^1] == '\r';
        if (!Ascii.IsValid(part))
            Traits |= _inBody ? ContentTraits.EightBitBody : ContentTraits.EightBitHeader;
        // A CR in the middle is no part of a line end (RFC 5321 §2.3.8).
        if (part.Contains((byte)0) || part[..^1].Contains((byte)'\r'))
            Traits |= ContentTraits.Binary;
    }

    private void EndLine()
    {
        if (!_afterCr)
            Traits |= ContentTraits.Binary;
        var length = _afterCr ? _line - 1 : _line;
        Weigh(length);
        if (!_inBody && length == 0)
            _inBody = true;
        else if (!_inBody)
            LookAtField(_name.AsSpan(0, (int)Math.Min(length, _name.Length)));
        _line = 0;
        _afterCr = false;
    }

    // requiretls-field = "TLS-Required:" [FWS] "No" CRLF                        RFC 8689 §3
    private void LookAtField(ReadOnlySpan<byte> line)
    {
        if (line.Length >= Received.Length && Ascii.EqualsIgnoreCase(line[..Received.Length], Received))
            Hops++;
        else if (line.Length > TlsRequired.Length && Ascii.EqualsIgnoreCase(line[..TlsRequired.Length], TlsRequired)
            && Ascii.EqualsIgnoreCase(line[TlsRequired.Length..].Trim(" \t"u8), "no"u8))
            Traits |= ContentTraits.TlsOptional;
    }

    private void Weigh(long line)
    {
        if (line > LongestLine)
            Traits |= ContentTraits.LongLines;
    }
}
