namespace Culver.MailAuth.Spf.Macros;

/// <summary>A piece of a macro-string (RFC 7208 §7.1).</summary>
internal abstract record MacroPart
{
    private MacroPart()
    {
    }

    public sealed record Literal(string Text) : MacroPart;

    /// <summary>A macro, its letter in lower case.</summary>
    /// <param name="Letter">What it stands for.</param>
    /// <param name="Escaped">Whether it was written in upper case, and is URL-escaped.</param>
    /// <param name="Keep">How many parts are kept, from the right; all when zero.</param>
    /// <param name="Reversed">Whether the parts are put in reverse order.</param>
    /// <param name="Delimiters">Where the value is split.</param>
    public sealed record Macro(char Letter, bool Escaped, int Keep, bool Reversed, string Delimiters) : MacroPart;
}
