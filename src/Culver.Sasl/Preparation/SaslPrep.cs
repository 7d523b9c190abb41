using System.Text;

namespace Culver.Sasl.Preparation;

/// <summary>
/// The SASLprep profile of stringprep (RFC 4013): user names and passwords that look alike become the same string.
/// Its tables are Unicode 3.2's and our own, so that the result never depends on the machine.
/// </summary>
public static class SaslPrep
{
    /// <summary>The longest string that is prepared, in UTF-16 units; a longer one fails.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// Prepares a string as a query: code points that Unicode 3.2 does not assign pass through (RFC 3454 §7).
    /// </summary>
    /// <param name="text">The string as it came.</param>
    /// <param name="prepared">The prepared string; empty when preparation failed.</param>
    /// <returns>False if a prohibited code point or a bad mix of directions is in it, or an unpaired surrogate, or if it is too long.</returns>
    public static bool TryPrepareQuery(string text, out string prepared) => TryPrepare(text, allowUnassigned: true, out prepared);

    /// <summary>
    /// Prepares a string as a stored string: code points that Unicode 3.2 does not assign are refused (RFC 3454 §7).
    /// </summary>
    /// <param name="text">The string as it came.</param>
    /// <param name="prepared">The prepared string; empty when preparation failed.</param>
    /// <returns>False if preparation failed, as for <see cref="TryPrepareQuery"/>, or an unassigned code point is in it.</returns>
    public static bool TryPrepareStored(string text, out string prepared) => TryPrepare(text, allowUnassigned: false, out prepared);

    private static bool TryPrepare(string text, bool allowUnassigned, out string prepared)
    {
        ArgumentNullException.ThrowIfNull(text);
        prepared = string.Empty;
        if (text.Length > MaxLength)
        {
            return false;
        }

        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            prepared = text;
            return true;
        }

        var mapped = new List<int>(text.Length);
        if (!TryMap(text, mapped))
        {
            return false;
        }

        var normalized = Nfkc.Normalize(mapped);
        if (!IsPermitted(normalized, allowUnassigned))
        {
            return false;
        }

        var builder = new StringBuilder(normalized.Count);
        foreach (var codePoint in normalized)
        {
            builder.Append(char.ConvertFromUtf32(codePoint));
        }

        prepared = builder.ToString();
        return true;
    }

    // RFC 4013 §2.1: the spaces of table C.1.2 become SPACE, table B.1 becomes nothing. U+200B is in both; the profile names
    // the spaces first.
    private static bool TryMap(string text, List<int> output)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return false; // RFC 4013 §2.3: surrogate code points are prohibited
            }

            if (rune.Utf16SequenceLength == 2)
            {
                i++;
            }

            var classes = ClassesOf(rune.Value);
            if (classes.HasFlag(CodePointClass.Space))
            {
                output.Add(' ');
            }
            else if (!classes.HasFlag(CodePointClass.Nothing))
            {
                output.Add(rune.Value);
            }
        }

        return true;
    }

    private static bool IsPermitted(List<int> codePoints, bool allowUnassigned)
    {
        var all = CodePointClass.None;
        foreach (var codePoint in codePoints)
        {
            all |= ClassesOf(codePoint);
        }

        if (all.HasFlag(CodePointClass.Prohibited) || (!allowUnassigned && all.HasFlag(CodePointClass.Unassigned)))
        {
            return false;
        }

        // RFC 3454 §6: with any RandALCat character there is no LCat one, and a RandALCat character is first and last.
        return !all.HasFlag(CodePointClass.RandALCat)
            || (!all.HasFlag(CodePointClass.LCat)
                && ClassesOf(codePoints[0]).HasFlag(CodePointClass.RandALCat)
                && ClassesOf(codePoints[^1]).HasFlag(CodePointClass.RandALCat));
    }

    private static CodePointClass ClassesOf(int codePoint) => (CodePointClass)Runs.ValueOf(CodePointClasses.Runs, codePoint);
}
