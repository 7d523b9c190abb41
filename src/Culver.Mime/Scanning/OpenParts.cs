using Culver.Mime.Buffers;
using Culver.Mime.Structure;

namespace Culver.Mime.Scanning;

/// <summary>The parts that are being read, outermost first, and which of them still wait for a delimiter.</summary>
internal sealed class OpenParts(ScannedTree tree, PreviewCapture preview)
{
    private readonly Stack<int> _open = new();
    private readonly List<int> _bounded = [];

    public int Count => _open.Count;

    /// <summary>The innermost open part.</summary>
    public int Current => _open.Peek();

    /// <summary>Some open multipart still looks for its boundary.</summary>
    public bool AwaitDelimiter => _bounded.Count > 0;

    public void Clear()
    {
        _open.Clear();
        _bounded.Clear();
    }

    public void Open(int part) => _open.Push(part);

    /// <summary>The innermost open part is a multipart whose boundary is known from now on.</summary>
    public void Await() => _bounded.Add(_open.Peek());

    /// <summary>The innermost multipart's close delimiter came: what follows is epilogue, its boundary is not looked for again.</summary>
    public void StopAwaiting()
    {
        tree[_bounded[^1]].Boundary = ByteRange.Absent;
        _bounded.RemoveAt(_bounded.Count - 1);
    }

    /// <summary>Opens the next part of the innermost multipart.</summary>
    public void OpenNext(long position)
    {
        var multipart = _bounded[^1];
        var number = ++tree[multipart].Children;
        var part = tree.Add(multipart, number, position);
        tree[part].IsDigestChild = ContentTypes.IsDigest(tree, multipart);
        _open.Push(part);
    }

    /// <summary>
    /// Which open multipart a line that begins with "--" delimits, or -1. RFC 2046 §5.1.1: it is enough that the boundary stands at
    /// the start of the line, so of several that do the longest is meant, and the innermost of equals.
    /// </summary>
    public (int Multipart, bool IsClose) Match(ReadOnlySpan<byte> line)
    {
        var text = line[2..];
        var best = -1;
        var length = -1;
        for (var level = _bounded.Count - 1; level >= 0; level--)
        {
            var boundary = tree.Values.Slice(tree[_bounded[level]].Boundary);
            if (boundary.Length <= length || !text.StartsWith(boundary)) continue;
            best = _bounded[level];
            length = boundary.Length;
        }

        return (best, best >= 0 && text[length..].StartsWith("--"u8));
    }

    /// <summary>Closes every part inside <paramref name="multipart"/> (all of them for -1) at an offset, with the line feeds counted up to it.</summary>
    public void CloseInside(int multipart, long end, long feeds, long position, long feedsNow)
    {
        while (_open.Count > 0 && _open.Peek() != multipart)
        {
            var index = _open.Pop();
            preview.Close(tree, index);
            ref var part = ref tree[index];
            if (!part.HeaderDone)
            {
                part.HeaderDone = true;
                part.HeaderLength = position - part.HeaderOffset;
                part.BodyOffset = position;
                part.FeedsBefore = feedsNow;
            }

            // A body cannot end before it began (the empty line after its header is not given to the delimiter), and no part
            // around it ends earlier than it does.
            end = Math.Max(end, part.BodyOffset);
            feeds = Math.Max(feeds, part.FeedsBefore);
            part.BodyLength = end - part.BodyOffset;
            part.Lines = feeds - part.FeedsBefore;
            if (part.Boundary.IsPresent) _bounded.Remove(index);
            part.Boundary = ByteRange.Absent;
            if (part.Kind == PartKind.Multipart && part.Children == 0) AddEmptyChild(index);
            tree[index].End = tree.Count;
        }
    }

    // RFC 9051 §9, body-type-mpart: a multipart has at least one body. One without any is given an empty text part.
    private void AddEmptyChild(int index)
    {
        tree[index].Children = 1;
        var offset = tree[index].BodyOffset + tree[index].BodyLength;
        ref var child = ref tree[tree.Add(index, 1, offset)];
        child.HeaderDone = true;
        child.BodyOffset = offset;
        child.Flags = PartFlags.Synthetic;
        child.End = tree.Count;
    }
}
