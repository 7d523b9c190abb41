using System.Text;

namespace Culver.Imap.Wire;

/// <summary>
/// The grammar of RFC 9051 §9 over one whole command: each method reads one rule and moves behind it, or throws
/// <see cref="ImapSyntaxException"/> and nothing else, whatever the bytes are. The rules with more to them
/// (sets, dates, flags, mailboxes, sections, tagged extensions) are extension methods beside this file.
///
/// Rules upheld here. Exactly one space where the grammar says SP. No more is accepted than the grammar allows but for
/// the liberties stated at their line. What an error says names the rule that was expected and the last word of the
/// protocol that was understood, which is a constant of ours: nothing the client wrote is ever repeated. Spans that are
/// returned point into the command wherever they can; they live as long as the command text.
/// </summary>
internal ref struct ImapReader
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly IReadOnlyList<StagedLiteral>? staged;
    private int position;
    private ReadOnlySpan<byte> after;

    /// <summary>Reads a gathered command.</summary>
    public ImapReader(CommandText command, WireMode mode)
        : this(command.Bytes.Span, mode) => staged = command.Staged;

    /// <summary>Reads bytes without staged literals.</summary>
    public ImapReader(ReadOnlySpan<byte> bytes, WireMode mode)
    {
        this.bytes = bytes;
        Mode = mode;
    }

    /// <summary>How text beyond ASCII is written.</summary>
    public WireMode Mode { get; }

    /// <summary>Whether <c>$</c> is in the grammar of sequence sets (RFC 9051 §6.4.4.1, SEARCHRES).</summary>
    public bool KnowsSaved { get; init; } = true;

    /// <summary>The most ranges in a sequence set.</summary>
    public int MostRanges { get; init; } = SequenceSet.MostRanges;

    /// <summary>How many octets were read.</summary>
    public readonly int Position => position;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => bytes[position..];

    /// <summary>Whether everything was read.</summary>
    public readonly bool AtEnd => position == bytes.Length;

    /// <summary>The next octet, or -1 at the end.</summary>
    public readonly int Peek => position < bytes.Length ? bytes[position] : -1;

    /// <summary>Goes back to an earlier <see cref="Position"/>.</summary>
    public void Rewind(int earlier)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)earlier, (uint)position);
        position = earlier;
    }

    /// <summary>Names the word that errors from here on are "after": the command's name, once it is known.</summary>
    public void After(ReadOnlySpan<byte> word) => after = word;

    /// <summary>The error that something else was expected here; for the caller to throw.</summary>
    /// <param name="what">The rule with its article, as in "a sequence set".</param>
    public readonly ImapSyntaxException Expected(string what) => after.IsEmpty
        ? new($"expected {what} at byte {position + 1}")
        : new($"expected {what} after {Encoding.ASCII.GetString(after)} at byte {position + 1}");

    /// <summary>The error that there is more of something than we take; for the caller to throw.</summary>
    /// <param name="limit">Which limit it is: one of <see cref="Limits"/>.</param>
    /// <param name="what">What would be taken, as in "at most 64 search keys".</param>
    public readonly ImapSyntaxException Beyond(string limit, string what) => new(Expected(what).Message) { Limit = limit };

    /// <summary>End of the command.</summary>
    public readonly void End()
    {
        if (!AtEnd)
        {
            throw Expected("the end of the command");
        }
    }

    /// <summary>SP: exactly one (RFC 9051 §9, rule 2).</summary>
    public void Space()
    {
        if (!TryChar((byte)' '))
        {
            throw Expected("a space");
        }
    }

    /// <summary>SP, if it is there.</summary>
    public bool TrySpace() => TryChar((byte)' ');

    /// <summary>"(".</summary>
    public void Open()
    {
        if (!TryChar((byte)'('))
        {
            throw Expected("\"(\"");
        }
    }

    /// <summary>"(", if it is there.</summary>
    public bool TryOpen() => TryChar((byte)'(');

    /// <summary>")".</summary>
    public void Close()
    {
        if (!TryChar((byte)')'))
        {
            throw Expected("\")\"");
        }
    }

    /// <summary>")", if it is there.</summary>
    public bool TryClose() => TryChar((byte)')');

    /// <summary>This very octet, if it is next.</summary>
    public bool TryChar(byte octet)
    {
        if (Peek != octet)
        {
            return false;
        }

        position++;
        return true;
    }

    /// <summary>A word of the protocol in any case, if it is next and ends there.</summary>
    /// <param name="word">A constant in the case it is written in documents.</param>
    public bool TryKeyword(ReadOnlySpan<byte> word)
    {
        var rest = Rest;
        if (rest.Length < word.Length
            || !Ascii.EqualsIgnoreCase(rest[..word.Length], word)
            || (rest.Length > word.Length && ImapBytes.WordChar.Contains(rest[word.Length])))
        {
            return false;
        }

        position += word.Length;
        after = word;
        return true;
    }

    /// <summary>A word of the protocol in any case.</summary>
    /// <param name="word">A constant in the case it is written in documents.</param>
    public void Keyword(ReadOnlySpan<byte> word)
    {
        if (!TryKeyword(word))
        {
            throw Expected(Encoding.ASCII.GetString(word));
        }
    }

    /// <summary>A word of letters, digits and a few marks, as commands, items and options are named; in the case written.</summary>
    /// <param name="what">What kind of word, with its article, for the error.</param>
    public ReadOnlySpan<byte> WordBytes(string what) => Run(ImapBytes.WordChar, what);

    /// <summary>A word of the protocol in upper case.</summary>
    /// <param name="what">What kind of word, with its article, for the error.</param>
    public string Word(string what) => Encoding.ASCII.GetString(WordBytes(what)).ToUpperInvariant();

    /// <summary>tag = 1*&lt;any ASTRING-CHAR except "+"&gt;</summary>
    public ReadOnlySpan<byte> Tag() => Run(ImapBytes.TagChar, "a tag");

    /// <summary>atom = 1*ATOM-CHAR</summary>
    public ReadOnlySpan<byte> AtomBytes() => Run(ImapBytes.AtomChar, "an atom");

    /// <summary>atom = 1*ATOM-CHAR</summary>
    public string Atom() => Encoding.ASCII.GetString(AtomBytes());

    /// <summary>astring = 1*ASTRING-CHAR / string</summary>
    public ReadOnlySpan<byte> AStringBytes() => Peek is '"' or '{' ? StringBytes() : Run(ImapBytes.AStringChar, "an astring");

    /// <summary>astring = 1*ASTRING-CHAR / string, as text in UTF-8.</summary>
    public string AString() => Text(AStringBytes());

    /// <summary>string = quoted / literal</summary>
    public ReadOnlySpan<byte> StringBytes() => Peek switch
    {
        '"' => Quoted(),
        '{' => InMemory(Literal()),
        _ => throw Expected("a string"),
    };

    /// <summary>string = quoted / literal, as text in UTF-8.</summary>
    public string String() => Text(StringBytes());

    /// <summary>nil = "NIL"</summary>
    public bool TryNil()
    {
        var word = after;
        if (!TryKeyword("NIL"u8))
        {
            return false;
        }

        after = word;
        return true;
    }

    /// <summary>nstring = string / nil; the bytes are empty for nil.</summary>
    public ReadOnlySpan<byte> NStringBytes(out bool isNil)
    {
        isNil = TryNil();
        if (isNil)
        {
            return default;
        }

        return Peek is '"' or '{' ? StringBytes() : throw Expected("a string or NIL");
    }

    /// <summary>nstring = string / nil, as text in UTF-8.</summary>
    public string? NString()
    {
        var value = NStringBytes(out var isNil);
        return isNil ? null : Text(value);
    }

    /// <summary>
    /// quoted = DQUOTE *QUOTED-CHAR DQUOTE, without its quotes and escapes.
    /// QUOTED-CHAR = &lt;any TEXT-CHAR except quoted-specials&gt; / "\" quoted-specials / UTF8-2 / UTF8-3 / UTF8-4
    /// </summary>
    public ReadOnlySpan<byte> Quoted()
    {
        if (!TryChar((byte)'"'))
        {
            throw Expected("a quoted string");
        }

        // Liberty, RFC 3501 §9: UTF-8 in a quoted string is taken in every mode, since clients that send it mean it;
        // whether it is well-formed is asked where it becomes text.
        var start = position;
        var escapes = 0;
        while (true)
        {
            var stop = Rest.IndexOfAny(ImapBytes.QuotedStop);
            if (stop < 0)
            {
                position = bytes.Length;
                throw Expected("a closing quote");
            }

            position += stop;
            switch (bytes[position])
            {
                case (byte)'"':
                    var content = bytes[start..position];
                    position++;
                    return escapes == 0 ? content : Unescape(content, escapes);
                case (byte)'\\':
                    position++;
                    if (Peek is not ('"' or '\\'))
                    {
                        throw Expected("a quote or backslash behind a backslash");
                    }

                    position++;
                    escapes++;
                    break;
                default:
                    throw Expected("a closing quote before CR, LF or NUL");
            }
        }
    }

    /// <summary>literal = "{" number64 ["+"] "}" CRLF *CHAR8</summary>
    public Literal Literal()
    {
        if (Peek != '{')
        {
            throw Expected("a literal");
        }

        var literal = LiteralBody(isBinary: false);
        if (literal.Bytes.Contains((byte)0))
        {
            // RFC 9051 §9: CHAR8 is any OCTET except NUL; only a literal8 carries it.
            throw Expected("a literal without NUL");
        }

        return literal;
    }

    /// <summary>literal8 = "~{" number64 ["+"] "}" CRLF *OCTET (RFC 3516 §7, RFC 7888 §8)</summary>
    public Literal Literal8()
    {
        if (!Rest.StartsWith("~{"u8))
        {
            throw Expected("a literal8");
        }

        position++;
        return LiteralBody(isBinary: true);
    }

    /// <summary>literal / literal8, as APPEND takes its message.</summary>
    public Literal AnyLiteral() => Peek switch
    {
        '{' => Literal(),
        '~' => Literal8(),
        _ => throw Expected("a literal"),
    };

    /// <summary>number = 1*DIGIT, unsigned 32 bits</summary>
    public uint Number() => (uint)Digits(uint.MaxValue, "a number of 32 bits");

    /// <summary>nz-number = digit-nz *DIGIT, unsigned 32 bits</summary>
    public uint NzNumber() => Peek == '0'
        ? throw Expected("a number above zero")
        : (uint)Digits(uint.MaxValue, "a number above zero of 32 bits");

    /// <summary>number64 = 1*DIGIT, unsigned 63 bits</summary>
    public long Number64() => (long)Digits(long.MaxValue, "a number of 63 bits");

    /// <summary>nz-number64 = digit-nz *DIGIT, unsigned 63 bits</summary>
    public long NzNumber64() => Peek == '0'
        ? throw Expected("a number above zero")
        : (long)Digits(long.MaxValue, "a number above zero of 63 bits");

    /// <summary>mod-sequence-value = 1*DIGIT, 63 bits, at least 1 (RFC 7162 §7)</summary>
    public long ModSeqValue()
    {
        var start = position;
        var value = (long)Digits(long.MaxValue, "a mod-sequence");
        if (value == 0)
        {
            position = start;
            throw Expected("a mod-sequence above zero");
        }

        return value;
    }

    /// <summary>mod-sequence-valzer = "0" / mod-sequence-value (RFC 7162 §7)</summary>
    public long ModSeqValzer() => (long)Digits(long.MaxValue, "a mod-sequence");

    /// <summary>Bytes that came as a string, as text: UTF-8, or an error.</summary>
    public readonly string Text(ReadOnlySpan<byte> value) => System.Text.Unicode.Utf8.IsValid(value)
        ? Encoding.UTF8.GetString(value)
        : throw Expected("text in UTF-8");

    /// <summary>Octets of one class, at least one.</summary>
    internal ReadOnlySpan<byte> Run(System.Buffers.SearchValues<byte> of, string what)
    {
        var length = Rest.IndexOfAnyExcept(of);
        if (length < 0)
        {
            length = Rest.Length;
        }

        if (length == 0)
        {
            throw Expected(what);
        }

        var run = bytes.Slice(position, length);
        position += length;
        return run;
    }

    /// <summary>Octets whatever they are; false where fewer are left.</summary>
    internal bool TryTake(int length, out ReadOnlySpan<byte> taken)
    {
        if (length > bytes.Length - position)
        {
            taken = default;
            return false;
        }

        taken = bytes.Slice(position, length);
        position += length;
        return true;
    }

    private static byte[] Unescape(ReadOnlySpan<byte> content, int escapes)
    {
        var plain = new byte[content.Length - escapes];
        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\')
            {
                i++;
            }

            plain[length++] = content[i];
        }

        return plain;
    }

    private readonly ReadOnlySpan<byte> InMemory(Literal literal) => literal.Staged is null
        ? literal.Bytes
        : throw Expected("a literal of a few octets");

    private Literal LiteralBody(bool isBinary)
    {
        position++;
        var size = Digits(long.MaxValue, "the size of a literal");
        TryChar((byte)'+');
        if (!TryChar((byte)'}'))
        {
            throw Expected("\"}\" behind the size of a literal");
        }

        TryChar((byte)'\r');
        if (!TryChar((byte)'\n'))
        {
            throw Expected("a line end behind the size of a literal");
        }

        for (var i = 0; i < staged?.Count; i++)
        {
            if (staged[i].Offset == position)
            {
                return new(staged[i]);
            }
        }

        return size <= int.MaxValue && TryTake((int)size, out var content)
            ? new(content, isBinary)
            : throw Expected("as many octets as the literal announced");
    }

    private ulong Digits(ulong most, string what)
    {
        var value = 0UL;
        var start = position;
        while (position < bytes.Length && bytes[position] is >= (byte)'0' and <= (byte)'9')
        {
            var digit = (ulong)(bytes[position] - '0');
            if (value > (most - digit) / 10)
            {
                position = start;
                throw Expected(what);
            }

            value = (value * 10) + digit;
            position++;
        }

        return position > start ? value : throw Expected(what);
    }
}
