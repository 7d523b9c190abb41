// The synchronous grammar over one command line, its line end taken off. It only reads and throws the one syntax exception,
// whose text names what was expected. It never sees more than one line, so every production can be fuzzed alone.
using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Culver.Pop3.Wire;

internal ref struct Pop3Reader(ReadOnlySpan<byte> line)
{
    private static readonly SearchValues<byte> KeywordBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly ReadOnlySpan<byte> _line = line;
    private int _position;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_position..];

    public readonly bool AtEnd => _position == _line.Length;

    // command = keyword *(SP param) CRLF; keyword = 3*4VCHAR                                      RFC 2449 §3
    /// <summary>The keyword: letters and digits up to a space or the end, as written. Empty when the line does not begin with one.</summary>
    public ReadOnlySpan<byte> Keyword()
    {
        var length = _line.IndexOfAnyExcept(KeywordBytes);
        if (length < 0)
            length = _line.Length;
        if (length < _line.Length && _line[length] != (byte)' ')
            length = 0;
        _position = length;
        return _line[..length];
    }

    /// <summary>The space before an argument. Liberty, RFC 1939 §3: it is one; more harm nobody.</summary>
    public void Space(string expected)
    {
        if (AtEnd || _line[_position] != (byte)' ')
            throw new Pop3SyntaxException(expected);
        SkipSpaces();
        if (AtEnd)
            throw new Pop3SyntaxException(expected);
    }

    /// <summary>The one space before an argument that may begin with more.</summary>
    public void OneSpace(string expected)
    {
        if (AtEnd || _line[_position++] != (byte)' ')
            throw new Pop3SyntaxException(expected);
    }

    /// <summary>Whether an argument follows; if so its space is taken.</summary>
    public bool TrySpace()
    {
        SkipSpaces();
        return !AtEnd;
    }

    /// <summary>The end of the line. Liberty, RFC 1939 §3: spaces before it are passed over.</summary>
    public void End(string expected)
    {
        SkipSpaces();
        if (!AtEnd)
            throw new Pop3SyntaxException(expected);
    }

    // param = 1*VCHAR                                                                             RFC 2449 §3
    /// <summary>One argument: printable characters up to a space or the end.</summary>
    public ReadOnlySpan<byte> Word(string expected)
    {
        var rest = Rest;
        var length = rest.IndexOf((byte)' ');
        if (length < 0)
            length = rest.Length;
        if (length == 0 || rest[..length].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            throw new Pop3SyntaxException(expected);
        _position += length;
        return rest[..length];
    }

    /// <summary>A decimal number. One that is too large to be of use is as good as the largest.</summary>
    public int Number(string expected)
    {
        var digits = Word(expected);
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw new Pop3SyntaxException(expected);
        return Utf8Parser.TryParse(digits, out int value, out var read) && read == digits.Length ? value : int.MaxValue;
    }

    /// <summary>Everything to the end of the line: text in UTF-8 without control characters (RFC 6856 §2.2).</summary>
    public string Text(string expected)
    {
        var text = Rest;
        if (text.IsEmpty || text.ContainsAnyInRange((byte)0, (byte)31) || text.Contains((byte)127) || !Utf8.IsValid(text))
            throw new Pop3SyntaxException(expected);
        _position = _line.Length;
        return System.Text.Encoding.UTF8.GetString(text);
    }

    private void SkipSpaces()
    {
        while (!AtEnd && _line[_position] == (byte)' ')
            _position++;
    }
}
