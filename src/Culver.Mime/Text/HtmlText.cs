// Not an HTML parser: what a reader would see, near enough to search and preview it, from any input, in bounded memory.
using System.Buffers;

namespace Culver.Mime.Text;

/// <summary>
/// Takes HTML in pieces and gives its text: no tags, no comments, nothing of script, style and title; references decoded;
/// white space collapsed, with a line end where a block begins or ends.
/// </summary>
internal sealed class HtmlText
{
    private const int MaxName = 16;
    private const int MaxReference = 32;
    private static readonly SearchValues<char> s_special = SearchValues.Create("<& \t\r\n\u00A0");

    private readonly char[] _held = new char[MaxReference];
    private int _heldLength;
    private State _state;
    private char _quote;
    private int _dashes;
    private string? _skipTo;
    private bool _space;
    private bool _newLine;
    private bool _started;

    private enum State
    {
        Text,
        Reference,
        TagOpen,
        TagName,
        Tag,
        Markup,
        Comment,
    }

    /// <summary>Takes the next characters.</summary>
    public void Write(ReadOnlySpan<char> html, IBufferWriter<char> output)
    {
        while (!html.IsEmpty)
        {
            if (_state == State.Text)
            {
                var plain = _skipTo is null ? html.IndexOfAny(s_special) : html.IndexOf('<');
                if (plain < 0) plain = html.Length;
                if (plain > 0)
                {
                    if (_skipTo is null) Emit(html[..plain], output);
                    html = html[plain..];
                    if (html.IsEmpty) return;
                }
            }

            Take(html[0], output);
            html = html[1..];
        }
    }

    /// <summary>Ends the text.</summary>
    public void Flush(IBufferWriter<char> output)
    {
        if (_state == State.Reference) EndReference(output);
        if (_state == State.TagOpen && _skipTo is null) Emit("<", output);
        _state = State.Text;
    }

    private void Take(char c, IBufferWriter<char> output)
    {
        switch (_state)
        {
            case State.Text:
                TakeText(c, output);
                break;
            case State.Reference:
                TakeReference(c, output);
                break;
            case State.TagOpen:
                TakeTagOpen(c, output);
                break;
            case State.TagName:
                TakeTagName(c);
                break;
            case State.Tag:
                if (_quote != 0) _quote = c == _quote ? '\0' : _quote;
                else if (c is '"' or '\'') _quote = c;
                else if (c == '>') EndTag();
                break;
            case State.Markup:
                // <!-- begins a comment; any other declaration ends at its bracket.
                if (c == '-' && ++_dashes == 2) _state = State.Comment;
                else if (c != '-') _state = State.Tag;
                if (c == '>') _state = State.Text;
                if (_state == State.Comment) _dashes = 2;
                break;
            case State.Comment:
                if (c == '>' && _dashes >= 2) _state = State.Text;
                _dashes = c == '-' ? _dashes + 1 : 0;
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void TakeText(char c, IBufferWriter<char> output)
    {
        if (c == '<')
        {
            _state = State.TagOpen;
        }
        else if (_skipTo is not null)
        {
            return;
        }
        else if (c == '&')
        {
            _state = State.Reference;
            _heldLength = 0;
        }
        else if (c is ' ' or '\t' or '\r' or '\n' or '\u00A0')
        {
            _space = true;
        }
        else
        {
            Emit([c], output);
        }
    }

    private void TakeReference(char c, IBufferWriter<char> output)
    {
        if (_heldLength < MaxReference && (char.IsAsciiLetterOrDigit(c) || (c == '#' && _heldLength == 0)))
        {
            _held[_heldLength++] = c;
            return;
        }

        var known = EndReference(output);
        if (c != ';' || !known) Take(c, output);
    }

    private bool EndReference(IBufferWriter<char> output)
    {
        _state = State.Text;
        var reference = _held.AsSpan(0, _heldLength);
        if (_heldLength == 0 || !HtmlEntities.TryGet(reference, out var text))
        {
            Emit("&", output);
            Emit(reference, output);
            return false;
        }

        if (text is "\u00A0" or " ") _space = true;
        else Emit(text, output);
        return true;
    }

    private void TakeTagOpen(char c, IBufferWriter<char> output)
    {
        _heldLength = 0;
        _quote = '\0';
        if (char.IsAsciiLetter(c) || c == '/')
        {
            _state = State.TagName;
            _held[_heldLength++] = char.ToLowerInvariant(c);
        }
        else if (c is '!' or '?')
        {
            _state = State.Markup;
            _dashes = 0;
        }
        else
        {
            _state = State.Text;
            if (_skipTo is null) Emit("<", output);
            Take(c, output);
        }
    }

    private void TakeTagName(char c)
    {
        if (char.IsAsciiLetterOrDigit(c))
        {
            if (_heldLength < MaxName) _held[_heldLength++] = char.ToLowerInvariant(c);
            return;
        }

        if (c == '>') EndTag();
        else _state = State.Tag;
    }

    private void EndTag()
    {
        _state = State.Text;
        ReadOnlySpan<char> name = _held.AsSpan(0, _heldLength);
        if (_skipTo is not null)
        {
            if (name.Length > 0 && name[0] == '/' && name[1..].SequenceEqual(_skipTo)) _skipTo = null;
            return;
        }

        switch (name)
        {
            case "script": _skipTo = "script"; break;
            case "style": _skipTo = "style"; break;
            case "title": _skipTo = "title"; break;
            default:
                if (name.Length > 0 && name[0] == '/') name = name[1..];
                if (IsBlock(name)) _newLine = true;
                else if (name is "td" or "th") _space = true;
                break;
        }
    }

    private static bool IsBlock(ReadOnlySpan<char> name) =>
        name is "p" or "br" or "div" or "tr" or "table" or "li" or "ul" or "ol" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or
            "hr" or "pre" or "blockquote" or "center" or "section" or "article" or "header" or "footer" or "dl" or "dt" or "dd" or "body" or "form" or "address";

    private void Emit(ReadOnlySpan<char> text, IBufferWriter<char> output)
    {
        if (text.IsEmpty) return;
        if (_started && _newLine) output.Write("\n");
        else if (_started && _space) output.Write(" ");
        _started = true;
        _space = false;
        _newLine = false;
        output.Write(text);
    }
}
