namespace Culver.Mime.Scanning;

/// <summary>The facts of all octets so far, added up over pieces cut anywhere: a CR and its LF may come in two.</summary>
internal struct OctetTally
{
    private OctetFacts _sum;
    private byte _last;
    private byte _beforeLast;

    public readonly long LineFeeds => _sum.LineFeeds;

    public readonly bool HasNul => _sum.HasNul;

    public readonly bool HasBareLineFeed => _sum.LineFeeds != _sum.Pairs;

    public readonly bool HasBareCarriageReturn => _sum.CarriageReturns != _sum.Pairs;

    /// <summary>Octets of the line end that came last: 2 for CRLF, 1 for LF, 0 when the last octet ended no line.</summary>
    public readonly int LineEnd => _last != '\n' ? 0 : _beforeLast == '\r' ? 2 : 1;

    /// <summary>Adds a piece and gives its facts, a pair that began in the piece before included.</summary>
    public OctetFacts Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return default;
        var facts = OctetFacts.Of(bytes);
        if (bytes[0] == '\n' && _last == '\r') facts.Pairs++;
        _sum.LineFeeds += facts.LineFeeds;
        _sum.CarriageReturns += facts.CarriageReturns;
        _sum.Pairs += facts.Pairs;
        _sum.HasNul |= facts.HasNul;
        _sum.HasEightBit |= facts.HasEightBit;
        _beforeLast = bytes.Length > 1 ? bytes[^2] : _last;
        _last = bytes[^1];
        return facts;
    }
}
