using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>
/// The fields of a raw header block, in message order, without allocation. The block ends at its first empty line.
/// Lines that are neither a field nor the continuation of one (an mbox "From " line, garbage) are passed over.
/// </summary>
public readonly ref struct HeaderFields
{
    private readonly ReadOnlySpan<byte> _header;

    /// <summary>Reads a header block, with or without its blank line.</summary>
    public HeaderFields(ReadOnlySpan<byte> header) => _header = header;

    /// <summary>Walks the fields.</summary>
    public Enumerator GetEnumerator() => new(_header);

    /// <summary>Finds the first field of a name, without regard to case.</summary>
    public bool TryGetFirst(ReadOnlySpan<byte> name, out HeaderField field)
    {
        foreach (var candidate in this)
        {
            if (!candidate.Is(name)) continue;
            field = candidate;
            return true;
        }

        field = default;
        return false;
    }

    /// <summary>
    /// Writes what BODY[HEADER.FIELDS (…)] or, with <paramref name="except"/>, BODY[HEADER.FIELDS.NOT (…)] asks for: the
    /// chosen fields in message order, octet for octet, and the blank line if the header has one (RFC 9051 §6.4.5.1).
    /// </summary>
    public static void WriteSelected(ReadOnlySpan<byte> header, HeaderFieldSet names, bool except, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(output);
        var fields = new HeaderFields(header).GetEnumerator();
        // Neighbouring fields that are both wanted leave in one copy.
        var from = 0;
        var to = 0;
        while (fields.MoveNext())
        {
            var field = fields.Current;
            if (names.Contains(field.Name) == except) continue;
            if (field.Offset != to)
            {
                output.Write(header[from..to]);
                from = field.Offset;
            }

            to = field.Offset + field.Raw.Length;
        }

        output.Write(header[from..to]);
        output.Write(fields.BlankLine);
    }

    /// <summary>
    /// Says where in a header block lies what <see cref="WriteSelected"/> writes, so that it can be counted before it is written.
    /// </summary>
    /// <param name="header">The header block.</param>
    /// <param name="names">The fields asked for.</param>
    /// <param name="except">Whether all but those are wanted.</param>
    /// <param name="slices">Takes the slices in order; neighbouring fields are one.</param>
    /// <param name="count">How many slices there are.</param>
    /// <returns>False where <paramref name="slices"/> has not room for all of them.</returns>
    public static bool TrySelect(ReadOnlySpan<byte> header, HeaderFieldSet names, bool except, Span<HeaderSlice> slices, out int count)
    {
        ArgumentNullException.ThrowIfNull(names);
        count = 0;
        var from = 0;
        var to = 0;
        var at = 0;
        var blank = 0;
        // The walk of the enumerator without its fields: over whole mailboxes making them is a third of the time.
        while (at < header.Length)
        {
            var start = at;
            var end = LineEnd(header, start);
            if (IsBlank(header[start..end]))
            {
                blank = end - start;
                break;
            }

            while (end < header.Length && header[end] is (byte)' ' or (byte)'\t') end = LineEnd(header, end);
            at = end;
            if (!TrySplit(header[start..end], out var nameLength, out _) || names.Contains(header.Slice(start, nameLength)) == except) continue;
            if (start != to)
            {
                if (!TryAdd(slices, ref count, from, to)) return false;
                from = start;
            }

            to = end;
        }

        if (at == to) return TryAdd(slices, ref count, from, to + blank);
        return TryAdd(slices, ref count, from, to) && TryAdd(slices, ref count, at, at + blank);
    }

    private static bool TryAdd(Span<HeaderSlice> slices, ref int count, int from, int to)
    {
        if (from == to) return true;
        if (count == slices.Length) return false;
        slices[count++] = new HeaderSlice(from, to - from);
        return true;
    }

    private static int LineEnd(ReadOnlySpan<byte> header, int start)
    {
        var feed = header[start..].IndexOf((byte)'\n');
        return feed < 0 ? header.Length : start + feed + 1;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    /// <summary>Splits a field at its colon. White space before the colon is tolerated (RFC 5322 §4.5).</summary>
    internal static bool TrySplit(ReadOnlySpan<byte> field, out int nameLength, out int valueStart)
    {
        // field-name = 1*ftext; ftext = %d33-57 / %d59-126        RFC 5322 §3.6.8
        if (Vector256.IsHardwareAccelerated && field.Length >= Vector256<byte>.Count)
        {
            // Most names are short: the colon and what cannot be in a name are looked for at once.
            var octets = Vector256.Create(field);
            var colons = Vector256.Equals(octets, Vector256.Create((byte)':')).ExtractMostSignificantBits();
            var others = (Vector256.LessThan(octets, Vector256.Create((byte)33)) | Vector256.GreaterThan(octets, Vector256.Create((byte)126))).ExtractMostSignificantBits();
            nameLength = BitOperations.TrailingZeroCount(colons);
            valueStart = nameLength + 1;
            if (colons != 0 && nameLength > 0 && nameLength < BitOperations.TrailingZeroCount(others)) return true;
        }

        nameLength = field.IndexOfAnyExceptInRange((byte)33, (byte)126);
        var colon = field[..(nameLength < 0 ? field.Length : nameLength)].IndexOf((byte)':');
        if (colon >= 0)
        {
            nameLength = colon;
            valueStart = colon + 1;
            return colon > 0;
        }

        valueStart = 0;
        if (nameLength <= 0) return false;
        var at = nameLength;
        while (at < field.Length && field[at] is (byte)' ' or (byte)'\t') at++;
        valueStart = at + 1;
        return at < field.Length && field[at] == ':';
    }

    /// <summary>Appends a field value without its folding and outer white space. NUL is dropped and a stray CR becomes a space: no IMAP string can hold them.</summary>
    internal static void AppendUnfolded(ReadOnlySpan<byte> value, ByteBuffer output)
    {
        value = value.Trim(" \t\r\n"u8);
        while (true)
        {
            var stop = value.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            if (stop < 0) break;
            output.Append(value[..stop]);
            if (value[stop] == '\r' && stop + 1 < value.Length && value[stop + 1] != '\n') output.Append((byte)' ');
            value = value[(stop + 1)..];
        }

        output.Append(value);
    }

    /// <summary>Walks a header block field by field.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _header;
        private int _at;

        internal Enumerator(ReadOnlySpan<byte> header)
        {
            _header = header;
            _at = 0;
            Current = default;
            BlankLine = default;
        }

        /// <summary>The field reached.</summary>
        public HeaderField Current { get; private set; }

        /// <summary>The empty line that ended the block, once the walk is over; empty when the block had none.</summary>
        public ReadOnlySpan<byte> BlankLine { get; private set; }

        /// <summary>Goes to the next field.</summary>
        public bool MoveNext()
        {
            while (_at < _header.Length)
            {
                var start = _at;
                var end = LineEnd(_header, start);
                var line = _header[start..end];
                if (IsBlank(line))
                {
                    BlankLine = line;
                    return false;
                }

                while (end < _header.Length && _header[end] is (byte)' ' or (byte)'\t') end = LineEnd(_header, end);
                _at = end;
                var raw = _header[start..end];
                if (!TrySplit(raw, out var nameLength, out var valueStart)) continue;
                Current = new HeaderField(raw, start, nameLength, valueStart);
                return true;
            }

            return false;
        }
    }
}
