// The synchronous grammar over one command line, its line end taken off. It only reads and throws the one syntax exception,
// whose text names what was expected. It never sees more than one line, so every production can be fuzzed alone.
using System.Buffers;
using System.Text;

namespace Culver.Smtp.Wire;

internal ref struct SmtpReader(ReadOnlySpan<byte> line)
{
    private static readonly SearchValues<byte> KeywordBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private readonly ReadOnlySpan<byte> _line = line;
    private int _position;

    /// <summary>The whole line, for the few commands that look at more than one token.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_position..];

    public readonly bool AtEnd => _position == _line.Length;

    public readonly byte Peek => _position < _line.Length ? _line[_position] : (byte)0;

    /// <summary>The verb: letters and digits up to a space or the end, as written. Empty when the line does not begin with one.</summary>
    public ReadOnlySpan<byte> Verb()
    {
        var length = _line.IndexOfAnyExcept(KeywordBytes);
        if (length < 0)
            length = _line.Length;
        if (length < _line.Length && _line[length] is not ((byte)' ' or (byte)'\t'))
            length = 0;
        _position = length;
        return _line[..length];
    }

    public bool TryTake(byte expected)
    {
        if (Peek != expected || AtEnd)
            return false;
        _position++;
        return true;
    }

    /// <summary>Takes a word without regard to case, such as <c>FROM:</c>.</summary>
    public bool TryTakeWord(ReadOnlySpan<byte> word)
    {
        if (Rest.Length < word.Length || !Ascii.EqualsIgnoreCase(Rest[..word.Length], word))
            return false;
        _position += word.Length;
        return true;
    }

    /// <summary>One space or more. RFC 5321 asks for one; more harm nobody.</summary>
    public void Space(string expected)
    {
        if (!TryTake((byte)' '))
            throw new SmtpSyntaxException(expected);
        SkipSpaces();
    }

    public void SkipSpaces()
    {
        while (!AtEnd && Peek is (byte)' ' or (byte)'\t')
            _position++;
    }

    /// <summary>The end of the line. RFC 5321 §4.1.1: white space before the line end is tolerated.</summary>
    public void End(string expected)
    {
        SkipSpaces();
        if (!AtEnd)
            throw new SmtpSyntaxException(expected);
    }

    /// <summary>Everything up to a space or the end.</summary>
    public ReadOnlySpan<byte> Token()
    {
        var rest = Rest;
        var length = rest.IndexOf((byte)' ');
        if (length < 0)
            length = rest.Length;
        _position += length;
        return rest[..length];
    }

    /// <summary>A decimal number that fits; false when there is none.</summary>
    public bool TryNumber(out long value)
    {
        var rest = Rest;
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0)
            length = rest.Length;
        // RFC 1870 §3: a size has up to twenty digits; what does not fit is as good as endless.
        value = 0;
        if (length is 0 or > 20)
            return false;
        if (!System.Buffers.Text.Utf8Parser.TryParse(rest[..length], out value, out _))
            value = long.MaxValue;
        _position += length;
        return true;
    }

    // esmtp-param   = esmtp-keyword ["=" esmtp-value]
    // esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    // esmtp-value   = 1*(%d33-60 / %d62-126)             RFC 5321 §4.1.2
    // esmtp-value  =/ UTF8-non-ascii                     RFC 6531 §3.3
    public EsmtpParameter Parameter()
    {
        var rest = Rest;
        var length = rest.IndexOfAnyExcept(KeywordBytes);
        if (length < 0)
            length = rest.Length;
        if (length == 0 || rest[0] == (byte)'-')
            throw new SmtpSyntaxException("Expected a parameter: a keyword of letters, digits and hyphens, then perhaps = and a value");
        var keyword = Encoding.ASCII.GetString(rest[..length]).ToUpperInvariant();
        _position += length;
        if (AtEnd || Peek is (byte)' ')
            return new(keyword, null);
        if (!TryTake((byte)'='))
            throw new SmtpSyntaxException("A parameter's keyword is letters, digits and hyphens only");
        var value = Token();
        if (value.IsEmpty || value.Contains((byte)'=') || value.IndexOfAnyInRange((byte)0, (byte)32) >= 0 || value.Contains((byte)127)
            || !System.Text.Unicode.Utf8.IsValid(value))
            throw new SmtpSyntaxException($"The value of {keyword} has a character that is not allowed there");
        return new(keyword, Encoding.UTF8.GetString(value));
    }

    /// <summary>Parameters to the end of the line, separated by spaces.</summary>
    public IReadOnlyList<EsmtpParameter> Parameters()
    {
        List<EsmtpParameter>? parameters = null;
        while (true)
        {
            if (AtEnd)
                return parameters is null ? [] : parameters;
            Space("Expected a space after the address, then parameters");
            if (!AtEnd)
                (parameters ??= []).Add(Parameter());
        }
    }

    /// <summary>Moves on by what another grammar has read.</summary>
    public void Skip(int bytes) => _position += bytes;
}
