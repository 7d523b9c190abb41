using System.Collections.Immutable;
using Culver.MailAuth.Spf.Macros;

namespace Culver.MailAuth.Spf.Syntax;

/// <summary>A whole SPF record, free of syntax errors (RFC 7208 §4.6.1).</summary>
internal sealed record SpfRecord(ImmutableArray<SpfDirective> Directives, MacroString? Redirect, MacroString? Explanation)
{
    private const string Version = "v=spf1";

    /// <summary>Whether a TXT record is one of SPF's at all (RFC 7208 §4.5).</summary>
    public static bool IsOne(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Reads a record; an error anywhere spoils all of it (RFC 7208 §4.6).</summary>
    // record = version terms *SP ; terms = *( 1*SP ( directive / modifier ) )        RFC 7208 §4.6.1
    public static SpfRecord? Parse(string text, out string? problem)
    {
        var directives = ImmutableArray.CreateBuilder<SpfDirective>();
        MacroString? redirect = null, explanation = null;
        problem = null;
        foreach (var term in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            problem = $"'{Shown(term)}' is not understood";
            var name = ModifierName(term);
            if (name is null)
            {
                if (SpfTerm.Parse(term) is not { } directive)
                    return null;
                directives.Add(directive);
                continue;
            }

            var value = term[(name.Length + 1)..];
            // RFC 7208 §6: redirect and exp at most once each; others are passed over when their value is a macro-string.
            if (name.Equals("redirect", StringComparison.OrdinalIgnoreCase))
            {
                if (redirect is not null || (redirect = MacroString.ParseDomain(value)) is null)
                    return null;
            }
            else if (name.Equals("exp", StringComparison.OrdinalIgnoreCase))
            {
                if (explanation is not null || (explanation = MacroString.ParseDomain(value)) is null)
                    return null;
            }
            else if (MacroString.Parse(value, inExplanation: true) is null)
            {
                return null;
            }
        }

        problem = null;
        return new(directives.DrainToImmutable(), redirect, explanation);
    }

    // name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), then "="        RFC 7208 §4.6.1
    private static string? ModifierName(string term)
    {
        if (!char.IsAsciiLetter(term[0]))
            return null;
        for (var at = 1; at < term.Length; at++)
        {
            if (term[at] == '=')
                return term[..at];
            if (!char.IsAsciiLetterOrDigit(term[at]) && term[at] is not ('-' or '_' or '.'))
                return null;
        }

        return null;
    }

    private static string Shown(string term) =>
        string.Concat(term.Take(60).Select(static letter => letter is > ' ' and <= '~' ? letter : '?'));
}
