// Reads address lists as they are found, not only as RFC 5322 §3.4 writes them: what has no better reading
// still yields an entry, so that a hostile or broken field never hides the addresses after it.
using System.Buffers;
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>
/// Reads an unfolded address-list (RFC 5322 §3.4, obsolete forms §4.4, groups RFC 6854) into entries that mirror the
/// address structures of ENVELOPE. Reused for many lists.
/// </summary>
internal sealed class AddressParser
{
    private static readonly SearchValues<byte> s_atomEnd = SearchValues.Create(" \t\r\n()<>@,;:\".[]"u8);
    private readonly ByteBuffer _text = new(512);
    private readonly List<Entry> _entries = new(8);
    // The words of the phrase or local-part being read, and where the last run of dot-joined words began.
    private readonly ByteBuffer _phrase = new(128);
    private readonly ByteBuffer _comment = new(64);
    private readonly ByteBuffer _piece = new(128);
    private int _lastWord;
    private bool _afterDot;
    private bool _anyWord;
    private bool _inGroup;

    /// <summary>An absent range is NIL. A group's start has its name as Mailbox and an absent Host; its end has both absent.</summary>
    internal readonly record struct Entry(ByteRange Name, ByteRange Route, ByteRange Mailbox, ByteRange Host)
    {
        public bool IsGroupStart => Mailbox.IsPresent && !Host.IsPresent;

        public bool IsGroupEnd => !Mailbox.IsPresent;
    }

    public IReadOnlyList<Entry> Entries => _entries;

    public ReadOnlySpan<byte> Text(ByteRange range) => _text.Slice(range);

    public void Read(ReadOnlySpan<byte> value)
    {
        _text.Clear();
        _entries.Clear();
        _inGroup = false;
        StartAddress();
        var at = 0;
        while (at < value.Length)
        {
            switch (value[at])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    at++;
                    break;
                case (byte)'(':
                    at = ReadComment(value, at);
                    break;
                case (byte)'"':
                    at = ReadQuoted(value, at);
                    AddWord(_piece.Written);
                    break;
                case (byte)'<':
                    at = ReadAngle(value, at + 1);
                    break;
                case (byte)'@':
                    at = ReadDomainAfterAt(value, at + 1);
                    break;
                case (byte)',':
                    EndAddress();
                    at++;
                    break;
                case (byte)';':
                    EndAddress();
                    EndGroup();
                    at++;
                    break;
                case (byte)':':
                    // group = display-name ":" [group-list] ";"        RFC 5322 §3.4
                    if (_inGroup) AddWord(":"u8);
                    else StartGroup();
                    at++;
                    break;
                case (byte)'.':
                    // obs-phrase lets a dot stand in a name; in a local-part it joins words        RFC 5322 §4.1, §4.4
                    _phrase.Append((byte)'.');
                    _anyWord = true;
                    _afterDot = true;
                    at++;
                    break;
                default:
                    at = ReadAtom(value, at);
                    break;
            }
        }

        EndAddress();
        EndGroup();
    }

    private void StartAddress()
    {
        _phrase.Clear();
        _comment.Clear();
        _lastWord = 0;
        _afterDot = false;
        _anyWord = false;
    }

    private void AddWord(scoped ReadOnlySpan<byte> word)
    {
        if (!_afterDot)
        {
            if (_anyWord) _phrase.Append((byte)' ');
            _lastWord = _phrase.Length;
        }

        _phrase.Append(word);
        _anyWord = true;
        _afterDot = false;
    }

    private int ReadAtom(ReadOnlySpan<byte> value, int at)
    {
        var rest = value[at..];
        // An encoded-word is one word even if it holds characters that RFC 2047 §5 does not allow in a phrase.
        if (EncodedWords.TryRead(rest, out var word) && word.Text.IndexOfAny((byte)' ', (byte)'<', (byte)'"') < 0)
        {
            AddWord(rest[..word.Length]);
            return at + word.Length;
        }

        var length = rest.IndexOfAny(s_atomEnd);
        if (length < 0) length = rest.Length;
        // A character that belongs nowhere ("]", ">") is passed over.
        if (length == 0) return at + 1;
        var afterDot = _afterDot && at > 0 && value[at - 1] is not ((byte)' ' or (byte)'\t');
        if (_afterDot && !afterDot && !IsLocalPart(value[(at + length)..])) _afterDot = false;
        AddWord(rest[..length]);
        return at + length;
    }

    // "J. Doe <…>" is two words of a name; "john . doe@…" is one local-part.
    private static bool IsLocalPart(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        return rest.Length > 0 && rest[0] is (byte)'@' or (byte)'.';
    }

    private int ReadQuoted(ReadOnlySpan<byte> value, int at)
    {
        _piece.Clear();
        for (at++; at < value.Length; at++)
        {
            var octet = value[at];
            if (octet == '"') return at + 1;
            if (octet == '\\' && at + 1 < value.Length) octet = value[++at];
            _piece.Append(octet);
        }

        return at;
    }

    private int ReadComment(ReadOnlySpan<byte> value, int at)
    {
        // The last comment of an address is its display name where there is no phrase (RFC 5322 §3.4, "legacy").
        _comment.Clear();
        var depth = 0;
        for (; at < value.Length; at++)
        {
            var octet = value[at];
            if (octet == '(' && depth++ == 0) continue;
            if (octet == ')' && --depth == 0) return at + 1;
            if (octet == '\\' && at + 1 < value.Length) octet = value[++at];
            _comment.Append(octet);
        }

        return at;
    }

    // angle-addr = [CFWS] "<" addr-spec ">" [CFWS] / obs-angle-addr        RFC 5322 §3.4
    private int ReadAngle(ReadOnlySpan<byte> value, int at)
    {
        while (at < value.Length && value[at] is (byte)'<' or (byte)' ' or (byte)'\t') at++;
        var route = ByteRange.Absent;
        // obs-route = obs-domain-list ":"        RFC 5322 §4.4
        if (at < value.Length && value[at] == '@' && value[at..].IndexOfAny((byte)':', (byte)'>') is >= 0 and var colon && value[at + colon] == ':')
        {
            route = AppendWithoutSpace(value.Slice(at, colon));
            at += colon + 1;
        }

        _piece.Clear();
        var local = ByteRange.Absent;
        var domain = ByteRange.Absent;
        var piece = new ByteBuffer(64);
        while (at < value.Length && value[at] != '>')
        {
            switch (value[at])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    at++;
                    break;
                case (byte)'(':
                    at = SkipComment(value, at);
                    break;
                case (byte)'"':
                    at = ReadQuoted(value, at);
                    piece.Append(_piece.Written);
                    break;
                case (byte)'@':
                    if (local.IsPresent) piece.Append((byte)'@');
                    else local = _text.Append(piece.Written);
                    if (piece.Length == 0 || piece[piece.Length - 1] != '@') piece.Clear();
                    at++;
                    break;
                case (byte)'[' when local.IsPresent && piece.Length == 0:
                    at = ReadLiteral(value, at, piece);
                    break;
                default:
                    piece.Append(value[at++]);
                    break;
            }
        }

        if (local.IsPresent) domain = _text.Append(piece.Written);
        else local = _text.Append(piece.Written);
        if (!domain.IsPresent) domain = _text.Append(ReadOnlySpan<byte>.Empty);
        at++;
        while (at < value.Length && value[at] == '>') at++;
        // A comment may still follow; the name is settled now if there is a phrase.
        if (!_anyWord && _comment.Length == 0 && value[Math.Min(at, value.Length)..].TrimStart(" \t"u8) is [(byte)'(', ..] tail)
        {
            at = ReadComment(value, value.Length - tail.Length);
        }

        Add(Name(_phrase.Written), route, local, domain);
        return SkipToSeparator(value, at);
    }

    // addr-spec = local-part "@" domain        RFC 5322 §3.4.1
    private int ReadDomainAfterAt(ReadOnlySpan<byte> value, int at)
    {
        // Liberty: words before the local-part, as in "Fred Foo fred@example.org", are the name someone forgot to set apart.
        var local = _text.Append(_phrase.Written[_lastWord..]);
        var words = _phrase.Written[..Math.Max(0, _lastWord - 1)];
        var named = words.Length > 0;
        if (named) _piece.Clear();
        var name = named ? _text.Append(words) : ByteRange.Absent;
        var domain = new ByteBuffer(64);
        while (at < value.Length)
        {
            var octet = value[at];
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                at = SkipToSeparator(value, at);
                // White space ends a domain unless a dot stands on either side (obs-domain).
                if (domain.Length > 0 && domain[domain.Length - 1] != '.' && (at >= value.Length || value[at] != '.')) break;
            }
            else if (octet == '(')
            {
                at = ReadComment(value, at);
            }
            else if (octet == '[' && domain.Length == 0)
            {
                at = ReadLiteral(value, at, domain);
                break;
            }
            else if (octet is (byte)',' or (byte)';' or (byte)'<' or (byte)'>' or (byte)'"' or (byte)':')
            {
                break;
            }
            else
            {
                domain.Append(octet);
                at++;
            }
        }

        // "fred@example.org <fred@example.org>" names an address by itself.
        if (value[at..].TrimStart(" \t"u8) is [(byte)'<', ..] angle)
        {
            _phrase.Append((byte)'@');
            _phrase.Append(domain.Written);
            return ReadAngle(value, value.Length - angle.Length + 1);
        }

        while (value[at..].TrimStart(" \t"u8) is [(byte)'(', ..] tail) at = ReadComment(value, value.Length - tail.Length);
        if (!named) name = Name(default);
        Add(name, ByteRange.Absent, local, _text.Append(domain.Written));
        return SkipToSeparator(value, at);
    }

    // domain-literal = [CFWS] "[" *([FWS] dtext) [FWS] "]" [CFWS]        RFC 5322 §3.4.1
    private static int ReadLiteral(ReadOnlySpan<byte> value, int at, ByteBuffer output)
    {
        var end = value[at..].IndexOf((byte)']');
        var literal = end < 0 ? value[at..] : value.Slice(at, end + 1);
        foreach (var octet in literal)
        {
            if (octet is not ((byte)' ' or (byte)'\t')) output.Append(octet);
        }

        return at + literal.Length;
    }

    // A comment inside an angle-addr serves as a name only where nothing else does.
    private int SkipComment(ReadOnlySpan<byte> value, int at)
    {
        if (_comment.Length == 0) return ReadComment(value, at);
        var lexer = new MimeLexer(value[at..]);
        lexer.SkipSpace();
        return at + lexer.Position;
    }

    private static int SkipToSeparator(ReadOnlySpan<byte> value, int at)
    {
        while (at < value.Length && value[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
        return at;
    }

    private ByteRange AppendWithoutSpace(ReadOnlySpan<byte> text)
    {
        var start = _text.Length;
        foreach (var octet in text)
        {
            if (octet is not ((byte)' ' or (byte)'\t')) _text.Append(octet);
        }

        return new ByteRange(start, _text.Length - start);
    }

    private ByteRange Name(scoped ReadOnlySpan<byte> phrase)
    {
        phrase = phrase.Trim((byte)' ');
        if (phrase.IsEmpty) phrase = _comment.Written.Trim(" \t"u8);
        return phrase.IsEmpty ? ByteRange.Absent : _text.Append(phrase);
    }

    private void Add(ByteRange name, ByteRange route, ByteRange mailbox, ByteRange host)
    {
        _entries.Add(new(name, route, mailbox, host));
        StartAddress();
    }

    /// <summary>Words without an address: one is a local mailbox whose domain is missing, several are a name. An empty host is not NIL, which would make a group of it.</summary>
    private void EndAddress()
    {
        if (_anyWord)
        {
            var words = _phrase.Written.Trim((byte)' ');
            if (words.Contains((byte)' ')) Add(_text.Append(words), ByteRange.Absent, _text.Append(ReadOnlySpan<byte>.Empty), _text.Append(ReadOnlySpan<byte>.Empty));
            else Add(Name(default), ByteRange.Absent, _text.Append(words), _text.Append(ReadOnlySpan<byte>.Empty));
        }

        StartAddress();
    }

    private void StartGroup()
    {
        // Liberty: an address pasted as a URI (RFC 6068) is an address, not a group.
        if (Ascii.EqualsIgnoreCase(_phrase.Written, "mailto"u8))
        {
            StartAddress();
            return;
        }

        _entries.Add(new(ByteRange.Absent, ByteRange.Absent, _text.Append(_phrase.Written.Trim((byte)' ')), ByteRange.Absent));
        _inGroup = true;
        StartAddress();
    }

    private void EndGroup()
    {
        if (!_inGroup) return;
        _entries.Add(new(ByteRange.Absent, ByteRange.Absent, ByteRange.Absent, ByteRange.Absent));
        _inGroup = false;
    }
}
