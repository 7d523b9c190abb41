using System.Text;

namespace Culver.Sasl.Preparation;

/// <summary>Tells text in which letters and their marks stand apart (UAX #15) by the tables of Unicode 3.2, whatever the runtime's own.</summary>
public static class ComposedForm
{
    /// <summary>
    /// Whether no letter could be composed with the marks behind it, and marks stand in their order: what RFC 5198 §3 asks of text,
    /// but for the few characters that have another canonical form by themselves.
    /// </summary>
    public static bool IsComposed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
            return true;
        var codePoints = text.EnumerateRunes().Select(static rune => rune.Value).ToList();
        var composed = new List<int>(codePoints);
        Nfkc.OrderAndCompose(composed);
        return composed.SequenceEqual(codePoints);
    }
}
