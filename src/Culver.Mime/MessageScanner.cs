// The rules this file upholds:
// - The result depends on the octets alone, never on how they were cut into writes.
// - Memory is bounded by MimeLimits; the message itself is never held.
// - Offsets count octets exactly as they came: a line ends at LF, with or without CR before it.
// - The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1).
// - Nothing throws: every octet sequence has a structure.
using Culver.Mime.Buffers;
using Culver.Mime.Scanning;
using Culver.Mime.Structure;

namespace Culver.Mime;

/// <summary>
/// Reads a message once, as it arrives, in pieces of any size, and makes its <see cref="MessageDigest"/>.
/// Not thread-safe; <see cref="Reset"/> makes it ready for another message and keeps its buffers.
/// </summary>
public sealed class MessageScanner
{
    private readonly MimeLimits _limits;
    private readonly ScannedTree _tree = new();
    private readonly FieldCapture _capture;
    private readonly ContentTypes _types = new();
    private readonly PreviewCapture _preview;
    private readonly DigestWriter _writer;
    private readonly ByteBuffer _header = new(4096);
    private readonly OpenParts _parts;

    // The header field read so far, and the part of a line that an earlier write left behind.
    private ByteBuffer _field = new(1024);
    private ByteBuffer _line = new(512);

    private State _state;
    private long _position;
    private long _lineStart;
    private int _endBeforeLine;
    private DigestFlags _flags;
    private OctetTally _tally;
    private bool _headerKept;
    private bool _fieldIsField;
    // The delimiter being passed over closes its multipart.
    private bool _isClose;
    // Octets of the current header line beyond what _line may hold.
    private long _skipped;

    /// <summary>Makes a scanner with the default limits.</summary>
    public MessageScanner()
        : this(MimeLimits.Default)
    {
    }

    /// <summary>Makes a scanner with the given limits.</summary>
    public MessageScanner(MimeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
        _capture = new FieldCapture(_tree, limits);
        _preview = new PreviewCapture(limits);
        _parts = new OpenParts(_tree, _preview);
        _writer = new DigestWriter(_tree);
        Reset();
    }

    private enum State
    {
        /// <summary>Inside a header; <c>_line</c> holds the part of the current line that came before.</summary>
        Header,

        /// <summary>At the start of a body line that may be a delimiter; <c>_line</c> holds what came of it.</summary>
        LineStart,

        /// <summary>Inside a body line that is no delimiter.</summary>
        Text,

        /// <summary>After a delimiter too long to be gathered, up to its line end.</summary>
        RestOfDelimiter,

        /// <summary>Complete was called.</summary>
        Done,
    }

    /// <summary>Octets written so far.</summary>
    public long Length => _position + _line.Length + _skipped;

    /// <summary>A NUL octet was written.</summary>
    public bool ContainsNul => _tally.HasNul;

    /// <summary>Makes the scanner ready for another message.</summary>
    public void Reset()
    {
        _tree.Clear();
        _capture.Clear();
        _preview.Clear();
        _header.Clear();
        _parts.Clear();
        _field.Clear();
        _line.Clear();
        _position = 0;
        _lineStart = 0;
        _endBeforeLine = 0;
        _isClose = false;
        _skipped = 0;
        _flags = DigestFlags.None;
        _tally = default;
        _headerKept = true;
        _fieldIsField = false;
        _state = State.Header;
        _parts.Open(_tree.AddMessage(-1, 0));
    }

    /// <summary>Takes the next octets of the message.</summary>
    /// <exception cref="InvalidOperationException">The message was completed already.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = _state switch
            {
                State.Header => TakeHeader(bytes),
                State.LineStart => TakeLineStart(bytes),
                State.Text => TakeText(bytes),
                State.RestOfDelimiter => TakeRestOfDelimiter(bytes),
                State.Done => throw new InvalidOperationException("The message is complete."),
                _ => throw new InvalidOperationException(),
            };
            bytes = bytes[taken..];
        }
    }

    /// <summary>Ends the message and describes it.</summary>
    /// <exception cref="InvalidOperationException">The message was completed already.</exception>
    public MessageDigest Complete()
    {
        if (_state == State.Done) throw new InvalidOperationException("The message is complete.");
        if (_line.Length > 0)
        {
            if (_state == State.Header) EndHeaderLine(_line.Written);
            else EndCandidate(isWholeLine: true);
        }

        Forget();
        if (_state == State.RestOfDelimiter) AfterDelimiter();
        if (_state == State.Header) EndHeader(0);
        _parts.CloseInside(-1, _position, _tally.LineFeeds, _position, _tally.LineFeeds);
        _state = State.Done;

        if (_tally.HasNul) _flags |= DigestFlags.ContainsNul;
        if (_tally.HasBareCarriageReturn) _flags |= DigestFlags.BareCarriageReturn;
        if (_tally.HasBareLineFeed) _flags |= DigestFlags.BareLineFeed;
        if (_capture.Overflowed) _flags |= DigestFlags.Truncated;
        if (_headerKept) _flags |= DigestFlags.HeaderKept;
        return _writer.Write(_flags, _position, _tally.LineFeeds, _headerKept ? _header.Written : default, _preview.Text);
    }

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        var feed = bytes.IndexOf((byte)'\n');
        var line = feed < 0 ? bytes : bytes[..(feed + 1)];
        if (feed >= 0 && _line.Length == 0 && line.Length <= _limits.MaxFieldOctets)
        {
            EndHeaderLine(line);
            return line.Length;
        }

        var kept = Math.Min(line.Length, _limits.MaxFieldOctets - _line.Length);
        _line.Append(line[..kept]);
        if (kept < line.Length)
        {
            // What does not fit is counted as it passes; what was gathered before it must be counted first.
            if (_skipped == 0) CountHeader(_line.Written);
            CountHeader(line[kept..]);
            _skipped += line.Length - kept;
            _flags |= DigestFlags.Truncated;
            if (_parts.Current == 0) _headerKept = false;
        }

        if (feed >= 0) EndHeaderLine(_line.Written);
        return line.Length;
    }

    private void CountHeader(ReadOnlySpan<byte> bytes)
    {
        if (_tally.Add(bytes).HasEightBit) _flags |= DigestFlags.EightBitHeader;
    }

    /// <summary>One header line is complete; it may be cut at the field limit, with <c>_skipped</c> octets gone.</summary>
    private void EndHeaderLine(ReadOnlySpan<byte> line)
    {
        var part = _parts.Current;
        if (_skipped == 0 && IsDelimiter(line, out var multipart))
        {
            EndHeader(0);
            TakeDelimiter(multipart, line, isWholeLine: true);
            Forget();
            return;
        }

        if (_skipped == 0) CountHeader(line);
        _position += line.Length + _skipped;
        if (part == 0)
        {
            if (_headerKept && _header.Length + line.Length <= _limits.MaxKeptHeaderOctets) _header.Append(line);
            else _headerKept = false;
        }

        if (line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'])
        {
            Forget();
            EndHeader(line.Length);
            return;
        }

        if (line[0] is (byte)' ' or (byte)'\t')
        {
            if (_fieldIsField) _field.AppendUpTo(line, _limits.MaxFieldOctets);
        }
        else
        {
            EndField();
            _field.AppendUpTo(line, _limits.MaxFieldOctets);
            _fieldIsField = true;
        }

        Forget();
    }

    private void EndField()
    {
        if (_field.Length > 0) _capture.Take(_parts.Current, _field.Written);
        _field.Clear();
        _fieldIsField = false;
    }

    private void Forget()
    {
        _line.Clear();
        _skipped = 0;
    }

    /// <summary>The header of the open part is over, by an empty line of <paramref name="blank"/> octets, a delimiter or the end.</summary>
    private void EndHeader(int blank)
    {
        EndField();
        var index = _parts.Current;
        ref var part = ref _tree[index];
        part.HeaderDone = true;
        part.HeaderLength = _position - part.HeaderOffset;
        part.BodyOffset = _position;
        part.FeedsBefore = _tally.LineFeeds;
        _lineStart = _position;
        _endBeforeLine = blank;
        _state = _parts.AwaitDelimiter ? State.LineStart : State.Text;

        var mayOpen = _parts.Count <= _limits.MaxDepth && _tree.Count < _limits.MaxParts;
        if (_types.Apply(_tree, index, mayOpen, _limits)) _flags |= DigestFlags.Truncated;
        switch (part.Kind)
        {
            case PartKind.Multipart:
                _parts.Await();
                _state = State.LineStart;
                break;
            case PartKind.Message:
                _parts.Open(_tree.AddMessage(index, _position));
                _state = State.Header;
                break;
            case PartKind.Leaf:
                _preview.Open(_tree, index);
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private int TakeLineStart(ReadOnlySpan<byte> bytes)
    {
        // "--" decides within two octets whether the line can be a delimiter at all.
        if (_line.Length == 0 && bytes[0] != '-')
        {
            _state = State.Text;
            return 0;
        }

        if (_line.Length <= 1 && bytes.Length > 1 - _line.Length && bytes[1 - _line.Length] != '-')
        {
            EndCandidate(isWholeLine: false);
            return 0;
        }

        var room = _limits.MaxBoundaryOctets + 8 - _line.Length;
        var window = bytes.Length > room ? bytes[..room] : bytes;
        var feed = window.IndexOf((byte)'\n');
        if (feed >= 0) window = window[..(feed + 1)];
        _line.Append(window);
        if (feed >= 0 || _line.Length >= _limits.MaxBoundaryOctets + 8) EndCandidate(isWholeLine: feed >= 0);
        return window.Length;
    }

    /// <summary>The gathered start of a line is long enough to say whether it is a delimiter.</summary>
    private void EndCandidate(bool isWholeLine)
    {
        var line = _line.Written;
        if (IsDelimiter(line, out var multipart))
        {
            TakeDelimiter(multipart, line, isWholeLine);
            _line.Clear();
            return;
        }

        _state = State.Text;
        if (line.IsEmpty) return;
        CountBody(line);
        if (line[^1] == '\n') BeginLine();
        _line.Clear();
    }

    private int TakeText(ReadOnlySpan<byte> bytes)
    {
        if (!_parts.AwaitDelimiter)
        {
            CountBody(bytes);
            return bytes.Length;
        }

        // "\n--" finds the only lines that matter; a feed at the very end leaves the question to the next write.
        var feed = bytes.IndexOf("\n--"u8);
        if (feed < 0 && bytes[^1] == '\n') feed = bytes.Length - 1;
        else if (feed < 0 && bytes.EndsWith("\n-"u8)) feed = bytes.Length - 2;
        if (feed < 0)
        {
            CountBody(bytes);
            return bytes.Length;
        }

        CountBody(bytes[..(feed + 1)]);
        BeginLine();
        return feed + 1;
    }

    private int TakeRestOfDelimiter(ReadOnlySpan<byte> bytes)
    {
        var feed = bytes.IndexOf((byte)'\n');
        var rest = feed < 0 ? bytes : bytes[..(feed + 1)];
        CountBody(rest);
        if (feed >= 0) AfterDelimiter();
        return rest.Length;
    }

    /// <summary>A body line begins; the octets just counted ended the one before.</summary>
    private void BeginLine()
    {
        _lineStart = _position;
        _endBeforeLine = _tally.LineEnd;
        _state = State.LineStart;
    }

    private void CountBody(ReadOnlySpan<byte> bytes)
    {
        var facts = _tally.Add(bytes);
        if (facts.HasEightBit) _flags |= DigestFlags.EightBitBody;
        if (facts.HasNul || facts.HasEightBit || facts.LineFeeds != facts.Pairs) Mark(facts);
        _position += bytes.Length;
        _preview.Take(bytes);
    }

    private void Mark(in OctetFacts facts)
    {
        ref var part = ref _tree[_parts.Current];
        if (facts.HasNul) part.Flags |= PartFlags.ContainsNul;
        if (facts.HasEightBit) part.Flags |= PartFlags.EightBit;
        if (facts.LineFeeds != facts.Pairs) part.Flags |= PartFlags.BareLineFeed;
    }

    /// <summary>Whether a line delimits an open multipart, and may: beyond the limit of parts, one that would open another is text.</summary>
    private bool IsDelimiter(ReadOnlySpan<byte> line, out int multipart)
    {
        multipart = -1;
        if (!_parts.AwaitDelimiter || !line.StartsWith("--"u8)) return false;
        (multipart, _isClose) = _parts.Match(line);
        if (multipart < 0) return false;
        if (_isClose || _tree.Count < _limits.MaxParts) return true;
        _flags |= DigestFlags.Truncated;
        return false;
    }

    private void TakeDelimiter(int multipart, ReadOnlySpan<byte> line, bool isWholeLine)
    {
        var feeds = _tally.LineFeeds - (_endBeforeLine > 0 ? 1 : 0);
        _parts.CloseInside(multipart, _lineStart - _endBeforeLine, feeds, _position, _tally.LineFeeds);
        if (_isClose) _parts.StopAwaiting();
        CountBody(line);
        if (isWholeLine) AfterDelimiter();
        else _state = State.RestOfDelimiter;
    }

    private void AfterDelimiter()
    {
        if (_isClose)
        {
            BeginLine();
            if (!_parts.AwaitDelimiter) _state = State.Text;
            return;
        }

        _parts.OpenNext(_position);
        _state = State.Header;
    }
}
