using System.Collections.Immutable;

namespace Culver.MailAuth.Spf.Macros;

/// <summary>A text with macros (RFC 7208 §7.1), whose syntax has been checked.</summary>
internal sealed record MacroString(ImmutableArray<MacroPart> Parts)
{
    private const string Delimiters = ".-+,/_=";

    /// <summary>Whether the <c>p</c> macro is in it, which has to be looked up.</summary>
    public bool NeedsName => Parts.Any(static part => part is MacroPart.Macro { Letter: 'p' });

    /// <summary>Whether the sender's local part is in it.</summary>
    public bool NamesLocalPart => Parts.Any(static part => part is MacroPart.Macro { Letter: 'l' or 's' });

    // macro-string = *( macro-expand / macro-literal ) ; macro-literal = %x21-24 / %x26-7E
    // macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"        RFC 7208 §7.1
    public static MacroString? Parse(string text, bool inExplanation)
    {
        var parts = ImmutableArray.CreateBuilder<MacroPart>();
        for (var at = 0; at < text.Length;)
        {
            var percent = text.IndexOf('%', at);
            var literal = text[at..(percent < 0 ? text.Length : percent)];
            // explain-string = *( macro-string / SP )        RFC 7208 §6.2
            if (literal.Any(letter => letter is < ' ' or > '~' || (letter == ' ' && !inExplanation)))
                return null;
            if (literal.Length > 0)
                parts.Add(new MacroPart.Literal(literal));
            if (percent < 0)
                break;
            if (percent + 1 >= text.Length)
                return null;
            at = percent + 2;
            switch (text[percent + 1])
            {
                case '%':
                    parts.Add(new MacroPart.Literal("%"));
                    break;
                case '_':
                    parts.Add(new MacroPart.Literal(" "));
                    break;
                case '-':
                    parts.Add(new MacroPart.Literal("%20"));
                    break;
                case '{' when text.IndexOf('}', at) is var end && end > at && ReadMacro(text[at..end], inExplanation) is { } macro:
                    parts.Add(macro);
                    at = end + 1;
                    break;
                default:
                    return null;
            }
        }

        return new(parts.DrainToImmutable());
    }

    // domain-spec = macro-string domain-end ; domain-end = ( "." toplabel [ "." ] ) / macro-expand        RFC 7208 §7.1
    public static MacroString? ParseDomain(string text)
    {
        if (Parse(text, inExplanation: false) is not { Parts: [.., var last] } parsed)
            return null;
        // The escapes %% %_ %- are macro-expand too, and have become literals.
        if (last is MacroPart.Macro || text is [.., '%', '%' or '_' or '-'])
            return parsed;
        var plain = text.EndsWith('.') ? text[..^1] : text;
        var dot = plain.LastIndexOf('.');
        return dot >= 0 && IsTopLabel(plain[(dot + 1)..]) ? parsed : null;
    }

    // macro-letter transformers *delimiter ; transformers = *DIGIT [ "r" ]        RFC 7208 §7.1
    private static MacroPart.Macro? ReadMacro(string text, bool inExplanation)
    {
        var letter = char.ToLowerInvariant(text[0]);
        // RFC 7208 §7.2: c, r and t are for explanations only.
        if (!"slodiphv".Contains(letter, StringComparison.Ordinal) && !(inExplanation && letter is ('c' or 'r' or 't')))
            return null;
        var at = 1;
        var keep = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
            keep = Math.Min((keep * 10) + (text[at] - '0'), 1000);
        if (at > 1 && keep == 0)
            return null; // RFC 7208 §7.3: the number must not be zero
        var reversed = at < text.Length && text[at] is ('r' or 'R');
        if (reversed)
            at++;
        var delimiters = text[at..];
        if (delimiters.Any(static delimiter => !Delimiters.Contains(delimiter, StringComparison.Ordinal)))
            return null;
        return new(letter, char.IsAsciiLetterUpper(text[0]), keep, reversed, delimiters.Length == 0 ? "." : delimiters);
    }

    // toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )        RFC 7208 §7.1
    private static bool IsTopLabel(string label) =>
        label.Length > 0 && label.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        && label[0] != '-' && label[^1] != '-' && !label.All(char.IsAsciiDigit);
}
