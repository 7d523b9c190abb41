using System.Collections.Immutable;

namespace Culver.Storage.Search;

/// <summary>What it means that a text holds a needle: the same for every engine.</summary>
public static class FoldedText
{
    /// <summary>Whether a text, whose body begins at <paramref name="headerLength"/>, holds every needle in the scope it names.</summary>
    public static bool Holds(ReadOnlySpan<byte> text, int headerLength, ImmutableArray<FoldedNeedle> needles)
    {
        foreach (var needle in needles)
        {
            // RFC 9051 §6.4.4: BODY looks at the body alone, TEXT at header and body.
            var within = needle.Scope == TextScope.Body ? text[headerLength..] : text;
            if (within.IndexOf(needle.Text.Span) < 0)
                return false;
        }

        return true;
    }
}
