using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using static Culver.Testing.Conversations.ScriptText;

namespace Culver.Testing.Conversations;

/// <summary>
/// Reads a script. The notation is described on ImapConversation; whatever is not in it is an error with
/// its line number, so that a slip of the pen never makes a test that cannot fail.
/// </summary>
internal sealed class ConversationSyntax
{
    /// <summary>The bytes a capture's name is made of.</summary>
    internal static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    private readonly string[] _lines;
    private int _next;

    private ConversationSyntax(string script) => _lines = script.ReplaceLineEndings("\n").Split('\n');

    /// <summary>Reads a whole script.</summary>
    /// <exception cref="FormatException">It is not in the notation.</exception>
    public static ImmutableArray<ConversationStep> Parse(string script)
    {
        var syntax = new ConversationSyntax(script);
        var steps = ImmutableArray.CreateBuilder<ConversationStep>();
        while (syntax._next < syntax._lines.Length)
        {
            var line = syntax._lines[syntax._next].TrimStart();
            if (line.Length == 0 || line[0] == '#')
                syntax._next++;
            else
                steps.Add(syntax.Step());
        }

        return steps.ToImmutable();
    }

    private ConversationStep Step()
    {
        var number = _next + 1;
        var line = _lines[_next].TrimStart();
        var words = line.TrimEnd();
        switch (words)
        {
            case "in order":
                _next++;
                return new ConversationStep.Order(number, AsWritten: true);
            case "any order":
                _next++;
                return new ConversationStep.Order(number, AsWritten: false);
        }

        if (line.StartsWith("given ", StringComparison.Ordinal))
        {
            var (text, block) = GivenText(line["given ".Length..]);
            return new ConversationStep.Given(number, text, block);
        }

        if (line.StartsWith("time passes ", StringComparison.Ordinal))
        {
            _next++;
            return new ConversationStep.TimePasses(number, Span(words["time passes ".Length..], number));
        }

        if (line[0] is not ('C' or 'S'))
            throw Bad(number, "a line is given …, C1: …, S1: …, in order, any order, time passes …, or a # remark");
        var isClient = line[0] == 'C';
        var end = 1;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        var connection = end == 1 ? 1 : int.Parse(line.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        var rest = line[end..];
        if (rest.StartsWith(':'))
        {
            var text = Line(rest[1..], expected: !isClient);
            return isClient ? new ConversationStep.Send(number, connection, text, EndsLine: true) : new ConversationStep.Expect(number, connection, text);
        }

        if (isClient && rest.StartsWith(" raw:", StringComparison.Ordinal))
            return new ConversationStep.Send(number, connection, Line(rest[5..], expected: false), EndsLine: false);
        _next++;
        return (isClient, rest.Trim()) switch
        {
            (true, "connects") => new ConversationStep.Connect(number, connection),
            (true, "closes") => new ConversationStep.ClientCloses(number, connection),
            (false, "closes") => new ConversationStep.ServerCloses(number, connection),
            (true, "starts TLS") => new ConversationStep.StartTls(number, connection),
            _ => throw Bad(number, "after C1 or S1 comes a colon, or one of: connects, closes, starts TLS, raw:"),
        };
    }

    private ScriptText Line(string text, bool expected)
    {
        var number = _next + 1;
        if (text.StartsWith(' '))
            text = text[1..];
        var written = new StringBuilder();
        var parts = ImmutableArray.CreateBuilder<Part>();
        while (true)
        {
            var open = text.IndexOf("{{{", StringComparison.Ordinal);
            if (open < 0)
            {
                written.Append(text);
                Plain(parts, text, expected);
                _next++;
                return new(written.ToString(), parts.ToImmutable());
            }

            var withoutWaiting = !expected && open > 0 && text[open - 1] == '+';
            var before = text[..(withoutWaiting ? open - 1 : open)];
            Plain(parts, before, expected);
            var content = Block(text[(open + 3)..], number, out var after);
            written.Append(text, 0, open).Append("{{{").Append(content).Append("}}}");
            parts.Add(new Part.Block(Unescape(content), withoutWaiting));
            text = after;
        }
    }

    private (string Text, byte[]? Block) GivenText(string text)
    {
        var number = _next + 1;
        var open = text.IndexOf("{{{", StringComparison.Ordinal);
        if (open < 0)
        {
            _next++;
            return (text.Trim(), null);
        }

        var content = Block(text[(open + 3)..], number, out var after);
        if (!string.IsNullOrWhiteSpace(after))
            throw Bad(number, "nothing may follow the block of a given line");
        _next++;
        return (text[..open].Trim(), Unescape(content));
    }

    // A block that opens at the end of a line begins with the next; its lines end in CRLF. One closed at the end of a
    // text, not on a line of its own, has no line end there.
    private string Block(string first, int number, out string after)
    {
        var content = new StringBuilder();
        var line = first;
        var isFirst = true;
        while (true)
        {
            var close = line.IndexOf("}}}", StringComparison.Ordinal);
            if (close >= 0)
            {
                // Of a run of braces the last three end the block: \x{0D 0A} may stand before them.
                while (close + 3 < line.Length && line[close + 3] == '}')
                    close++;
                content.Append(line, 0, close);
                after = line[(close + 3)..];
                return content.ToString();
            }

            if (!isFirst || line.Length > 0)
                content.Append(line).Append("\r\n");
            isFirst = false;
            if (++_next >= _lines.Length)
                throw Bad(number, "the block that begins with {{{ is not ended by }}}");
            line = _lines[_next];
        }
    }

    // Names of captures begin with a lower-case letter: $Forwarded and the other keywords of the registry are themselves.
    private static void Plain(ImmutableArray<Part>.Builder parts, string text, bool expected)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (expected && text.AsSpan(i).StartsWith("..."))
            {
                Add(parts, text[start..i]);
                parts.Add(new Part.Rest());
                i += 2;
                start = i + 1;
            }
            else if (text[i] == '$' && i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1]))
            {
                Add(parts, text[start..i]);
                var end = i + 1;
                while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
                    end++;
                parts.Add(new Part.Capture(text[(i + 1)..end]));
                start = end;
                i = end - 1;
            }
        }

        Add(parts, text[start..]);

        static void Add(ImmutableArray<Part>.Builder parts, string plain)
        {
            if (plain.Length > 0)
                parts.Add(new Part.Plain(Unescape(plain)));
        }
    }

    // \x{41 0D 0A} stands for these bytes.
    private static byte[] Unescape(string text)
    {
        if (!text.Contains("\\x{", StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        using var bytes = new MemoryStream();
        for (var i = 0; i < text.Length;)
        {
            var open = text.IndexOf("\\x{", i, StringComparison.Ordinal);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0)
            {
                bytes.Write(Encoding.UTF8.GetBytes(text[i..]));
                break;
            }

            bytes.Write(Encoding.UTF8.GetBytes(text[i..open]));
            bytes.Write(Convert.FromHexString(text[(open + 3)..close].Replace(" ", "", StringComparison.Ordinal)));
            i = close + 1;
        }

        return bytes.ToArray();
    }

    private static TimeSpan Span(string text, int number)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2 && double.TryParse(words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            switch (words[1].TrimEnd('s'))
            {
                case "second": return TimeSpan.FromSeconds(amount);
                case "minute": return TimeSpan.FromMinutes(amount);
                case "hour": return TimeSpan.FromHours(amount);
                case "day": return TimeSpan.FromDays(amount);
            }
        }

        throw Bad(number, "time passes N seconds, minutes, hours or days");
    }

    private static FormatException Bad(int line, string problem) => new($"Line {line} of the script: {problem}.");
}
