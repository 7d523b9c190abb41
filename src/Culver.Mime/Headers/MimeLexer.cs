using System.Buffers;
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>The lexical pieces of MIME header values (RFC 2045 §5.1, RFC 822 comments and quoted strings).</summary>
internal ref struct MimeLexer(ReadOnlySpan<byte> value)
{
    // tspecials, SPACE and CTLs end a token        RFC 2045 §5.1
    private static readonly SearchValues<byte> s_tokenEnd = SearchValues.Create([.. "()<>@,;:\\\"/[]?= \t\r\n"u8, 0, 127]);
    private static readonly SearchValues<byte> s_nameEnd = SearchValues.Create("=; \t\r\n\"(,"u8);

    private static readonly SearchValues<byte> s_dateEnd = SearchValues.Create(", \t\r\n(;\""u8);

    private readonly ReadOnlySpan<byte> _value = value;
    private int _at;

    public readonly int Peek => _at < _value.Length ? _value[_at] : -1;

    public readonly int Position => _at;

    public readonly bool AtEnd => _at >= _value.Length;

    public bool TryTake(byte octet)
    {
        if (Peek != octet) return false;
        _at++;
        return true;
    }

    /// <summary>Passes one octet, whatever it is.</summary>
    public void Skip() => _at++;

    /// <summary>Passes white space and comments, which may nest (RFC 822 §3.4.3).</summary>
    public void SkipSpace()
    {
        while (_at < _value.Length)
        {
            if (_value[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
            else if (_value[_at] == '(') SkipComment();
            else return;
        }
    }

    public ReadOnlySpan<byte> Token() => Until(s_tokenEnd);

    public ReadOnlySpan<byte> AttributeName() => Until(s_nameEnd);

    /// <summary>A piece of a date: all up to white space, a comma or a comment.</summary>
    public ReadOnlySpan<byte> DateToken() => Until(s_dateEnd);

    /// <summary>Goes to the next parameter's name; a missing or doubled semicolon does no harm.</summary>
    public bool SkipToParameter()
    {
        while (_at < _value.Length)
        {
            SkipSpace();
            if (_at >= _value.Length) return false;
            if (_value[_at] is (byte)';' or (byte)',' or (byte)'"') _at++;
            else return true;
        }

        return false;
    }

    /// <summary>A parameter's value: a quoted string, or all up to the semicolon.</summary>
    public ByteRange Value(ByteBuffer output)
    {
        if (Peek == '"') return Quoted(output);
        var rest = _value[_at..];
        var end = rest.IndexOf((byte)';');
        if (end < 0) end = rest.Length;
        var text = rest[..end];
        var space = text.IndexOfAny((byte)' ', (byte)'\t', (byte)'(');
        if (space >= 0)
        {
            // A comment ends the value (RFC 2045 §5.1 has one), and so does what looks like the next parameter with its
            // semicolon forgotten. Liberty: other words belong to it, as in filename=my file.txt.
            var tail = text[space..].TrimStart(" \t"u8);
            if (tail.IsEmpty || tail[0] == '(' || tail.Contains((byte)'='))
            {
                text = text[..space];
                end = space;
            }
        }

        _at += end;
        return output.Append(text.Trim(" \t\r\n"u8));
    }

    /// <summary>A quoted string without its quoting. One that never ends takes the rest.</summary>
    public ByteRange Quoted(ByteBuffer output)
    {
        var start = output.Length;
        for (_at++; _at < _value.Length; _at++)
        {
            var octet = _value[_at];
            if (octet == '"')
            {
                _at++;
                break;
            }

            if (octet == '\\' && _at + 1 < _value.Length) octet = _value[++_at];
            output.Append(octet);
        }

        return new ByteRange(start, output.Length - start);
    }

    private ReadOnlySpan<byte> Until(SearchValues<byte> end)
    {
        var rest = _value[_at..];
        var length = rest.IndexOfAny(end);
        if (length < 0) length = rest.Length;
        _at += length;
        return rest[..length];
    }

    private void SkipComment()
    {
        var depth = 0;
        for (; _at < _value.Length; _at++)
        {
            var octet = _value[_at];
            if (octet == '\\') _at++;
            else if (octet == '(') depth++;
            else if (octet == ')' && --depth == 0)
            {
                _at++;
                return;
            }
        }

        _at = _value.Length;
    }
}
