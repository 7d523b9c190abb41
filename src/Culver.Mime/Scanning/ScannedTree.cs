using Culver.Mime.Buffers;

namespace Culver.Mime.Scanning;

/// <summary>The growing part table, with the captured header values it points into.</summary>
internal sealed class ScannedTree
{
    private ScannedPart[] _parts = new ScannedPart[8];
    private ScannedEnvelope[] _envelopes = new ScannedEnvelope[2];

    public int Count { get; private set; }

    public int EnvelopeCount { get; private set; }

    public ByteBuffer Values { get; } = new(2048);

    public ref ScannedPart this[int index] => ref _parts[index];

    public ref ScannedEnvelope Envelope(int index) => ref _envelopes[index];

    public void Clear()
    {
        Count = 0;
        EnvelopeCount = 0;
        Values.Clear();
    }

    public int Add(int parent, int number, long headerOffset)
    {
        if (Count == _parts.Length) Array.Resize(ref _parts, Count * 2);
        _parts[Count] = new ScannedPart
        {
            Parent = parent,
            Number = number,
            HeaderOffset = headerOffset,
            Envelope = -1,
            Type = ByteRange.Absent,
            Subtype = ByteRange.Absent,
            ContentType = ByteRange.Absent,
            ContentTransferEncoding = ByteRange.Absent,
            ContentDisposition = ByteRange.Absent,
            ContentId = ByteRange.Absent,
            ContentDescription = ByteRange.Absent,
            ContentMd5 = ByteRange.Absent,
            ContentLanguage = ByteRange.Absent,
            ContentLocation = ByteRange.Absent,
            Boundary = ByteRange.Absent,
        };
        return Count++;
    }

    public int AddMessage(int parent, long headerOffset)
    {
        var index = Add(parent, 1, headerOffset);
        if (EnvelopeCount == _envelopes.Length) Array.Resize(ref _envelopes, EnvelopeCount * 2);
        _envelopes[EnvelopeCount] = ScannedEnvelope.Empty;
        _parts[index].Envelope = EnvelopeCount++;
        return index;
    }

    public bool IsEncapsulated(int index) => _parts[index].Parent < 0 || _parts[_parts[index].Parent].Kind == PartKind.Message;
}
