using Culver.Mime;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>Tests digests where the store has them.</summary>
internal sealed class TestedDigests(DigestTest test, int messages) : IDigestReader
{
    private readonly bool[] _matches = new bool[messages];
    private int _start;

    /// <summary>How many messages are decided, from the first on.</summary>
    public int Count { get; private set; }

    /// <summary>Of each message, whether it matches.</summary>
    public ReadOnlySpan<bool> Matches => _matches;

    /// <summary>The length of the header that must be looked at to decide the next message; null where the digest decides.</summary>
    public long? LongHeader { get; private set; }

    /// <summary>Says that the digests come from the first message on that is not decided.</summary>
    public TestedDigests GoOn()
    {
        _start = Count;
        LongHeader = null;
        return this;
    }

    /// <summary>Decides the next message.</summary>
    public void Decide(bool matches) => _matches[Count++] = matches;

    /// <inheritdoc/>
    public bool Read(int index, ReadOnlySpan<byte> digest)
    {
        var view = DigestView.Read(digest);
        if (test.Matches(view) is not { } matches)
        {
            LongHeader = view.HeaderLength;
            return false;
        }

        _matches[_start + index] = matches;
        Count = _start + index + 1;
        return true;
    }
}
