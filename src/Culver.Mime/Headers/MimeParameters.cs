using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>
/// Reads a structured MIME value, a main token and its parameters (RFC 2045 §5.1, RFC 2183 §2), and joins RFC 2231
/// continuations. Reused for many values: nothing is allocated once its buffers have grown.
/// What is out of the grammar is read in the way that loses least, as each place says.
/// </summary>
internal sealed class MimeParameters
{
    // Parameters are compared with one another; more than these are passed over.
    private const int MaxParameters = 256;

    private readonly ByteBuffer _text = new(512);
    private readonly List<Parameter> _raw = new(8);
    private readonly List<Parameter> _joined = new(8);

    /// <summary>Name without the asterisks; Extended means the value is charset'language'percent-encoded (RFC 2231 §4).</summary>
    internal readonly record struct Parameter(ByteRange Name, ByteRange Value, int Section, bool Extended);

    public ReadOnlySpan<byte> Main => _text.Slice(_main);

    public ReadOnlySpan<byte> Sub => _text.Slice(_sub);

    public IReadOnlyList<Parameter> Parameters => _joined;

    private ByteRange _main;
    private ByteRange _sub;

    public ReadOnlySpan<byte> Text(ByteRange range) => _text.Slice(range);

    // content := "Content-Type" ":" type "/" subtype *(";" parameter)        RFC 2045 §5.1
    /// <summary>False when there is no type/subtype to be read: then RFC 2045 §5.2 wants the default type.</summary>
    public bool ReadContentType(ReadOnlySpan<byte> value)
    {
        Clear();
        var reader = new MimeLexer(value);
        reader.SkipSpace();
        _main = _text.Append(reader.Token());
        reader.SkipSpace();
        if (_main.Length == 0 || !reader.TryTake((byte)'/')) return false;
        reader.SkipSpace();
        _sub = _text.Append(reader.Token());
        if (_sub.Length == 0) return false;
        ReadParameters(ref reader);
        return true;
    }

    // disposition := "Content-Disposition" ":" disposition-type *(";" disposition-parm)        RFC 2183 §2
    public bool ReadDisposition(ReadOnlySpan<byte> value)
    {
        Clear();
        var reader = new MimeLexer(value);
        reader.SkipSpace();
        // Liberty: some write the type quoted.
        _main = reader.Peek == '"' ? reader.Quoted(_text) : _text.Append(reader.Token());
        if (_main.Length == 0) return false;
        ReadParameters(ref reader);
        return true;
    }

    /// <summary>The plain or, joined and still encoded, extended value of a parameter; extended is preferred (RFC 2231 §4).</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out Parameter found)
    {
        found = default;
        var any = false;
        foreach (var parameter in _joined)
        {
            if (!Ascii.EqualsIgnoreCase(_text.Slice(parameter.Name), name)) continue;
            if (any && !parameter.Extended) continue;
            if (any && found.Extended) continue;
            found = parameter;
            any = true;
        }

        return any;
    }

    private void Clear()
    {
        _text.Clear();
        _raw.Clear();
        _joined.Clear();
        _main = default;
        _sub = default;
    }

    private void ReadParameters(ref MimeLexer reader)
    {
        while (_raw.Count < MaxParameters && reader.SkipToParameter())
        {
            var name = reader.AttributeName();
            reader.SkipSpace();
            if (!reader.TryTake((byte)'='))
            {
                continue;
            }

            if (name.IsEmpty)
            {
                reader.Value(_text);
                continue;
            }

            var nameRange = _text.Append(name);
            reader.SkipSpace();
            var value = reader.Value(_text);
            var (length, section, extended) = SplitName(name);
            _raw.Add(new(nameRange with { Length = length }, value, section, extended));
        }

        Join();
    }

    // attribute "*" section "*"        RFC 2231 §7
    private static (int Length, int Section, bool Extended) SplitName(ReadOnlySpan<byte> name)
    {
        var whole = name.Length;
        var extended = name[^1] == '*';
        if (extended) name = name[..^1];
        var star = name.LastIndexOf((byte)'*');
        if (star > 0 && star + 1 < name.Length &&
            System.Buffers.Text.Utf8Parser.TryParse(name[(star + 1)..], out int section, out var used) && used == name.Length - star - 1 && section is >= 0 and < 10_000)
        {
            return (star, section, extended);
        }

        return extended && name.Length > 0 ? (name.Length, -1, true) : (whole, -1, false);
    }

    private void Join()
    {
        foreach (var parameter in _raw)
        {
            if (Known(parameter)) continue;
            _joined.Add(parameter.Section < 0 ? parameter : JoinSections(parameter));
        }
    }

    // Of a repeated parameter the first stands, so that every client agrees with us on its meaning.
    private bool Known(in Parameter parameter)
    {
        foreach (var known in _joined)
        {
            if (known.Section >= 0 == parameter.Section >= 0 &&
                (parameter.Section >= 0 || known.Extended == parameter.Extended) &&
                Ascii.EqualsIgnoreCase(_text.Slice(known.Name), _text.Slice(parameter.Name))) return true;
        }

        return false;
    }

    /// <summary>RFC 2231 §3: the sections are joined by their numbers, in whatever order they stand. Missing numbers are passed over.</summary>
    private Parameter JoinSections(in Parameter first)
    {
        var extended = false;
        var lowest = first;
        foreach (var other in _raw)
        {
            if (!IsSectionOf(other, first)) continue;
            extended |= other.Extended;
            if (other.Section < lowest.Section) lowest = other;
        }

        var start = _text.Length;
        // A value whose later sections alone are extended names no charset.
        if (extended && !lowest.Extended) _text.Append("''"u8);
        for (var next = -1; TryNextSection(first, next, out var section); next = section.Section)
        {
            if (extended && !section.Extended) PercentEncode(section.Value);
            else AppendWithin(section.Value);
        }

        return new(first.Name, new ByteRange(start, _text.Length - start), first.Section, extended);
    }

    private bool TryNextSection(in Parameter of, int after, out Parameter next)
    {
        next = default;
        var found = false;
        foreach (var other in _raw)
        {
            if (!IsSectionOf(other, of) || other.Section <= after || (found && other.Section >= next.Section)) continue;
            next = other;
            found = true;
        }

        return found;
    }

    private bool IsSectionOf(in Parameter other, in Parameter first) =>
        other.Section >= 0 && Ascii.EqualsIgnoreCase(_text.Slice(other.Name), _text.Slice(first.Name));

    private void AppendWithin(ByteRange range)
    {
        for (var i = 0; i < range.Length; i++) _text.Append(_text[range.Offset + i]);
    }

    private void PercentEncode(ByteRange range)
    {
        for (var i = 0; i < range.Length; i++) ExtendedValue.AppendEncoded(_text[range.Offset + i], _text);
    }
}
