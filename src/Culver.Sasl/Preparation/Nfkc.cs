// Unicode normalization form KC over the tables of Unicode 3.2 (UAX #15; RFC 3454 §4).
// Rules upheld here: decompositions in the tables are already full, so nothing recurses; marks are ordered by a
// stable sort of their classes; a character composes with the last starter only when nothing of its own class or
// higher stands between (the reading that Public Review Issue 29 settled). The framework's own normalisation is not
// used: its version moves with the runtime and its tables are absent under invariant globalisation.
namespace Culver.Sasl.Preparation;

/// <summary>Normalises sequences of code points to form KC of Unicode 3.2.</summary>
internal static class Nfkc
{
    private const int SBase = 0xAC00;
    private const int LBase = 0x1100;
    private const int VBase = 0x1161;
    private const int TBase = 0x11A7;
    private const int LCount = 19;
    private const int VCount = 21;
    private const int TCount = 28;
    private const int SCount = LCount * VCount * TCount;

    public static List<int> Normalize(List<int> codePoints)
    {
        var decomposed = new List<int>(codePoints.Count + 8);
        foreach (var codePoint in codePoints)
        {
            Decompose(codePoint, decomposed);
        }

        OrderAndCompose(decomposed);
        return decomposed;
    }

    /// <summary>The last two steps alone, in place: marks in their order, then composed with what they belong to.</summary>
    public static void OrderAndCompose(List<int> codePoints)
    {
        OrderMarks(codePoints);
        Compose(codePoints);
    }

    private static int CombiningClass(int codePoint) => Runs.ValueOf(CombiningClasses.Runs, codePoint);

    private static void Decompose(int codePoint, List<int> output)
    {
        var syllable = codePoint - SBase;
        if (syllable is >= 0 and < SCount)
        {
            output.Add(LBase + (syllable / (VCount * TCount)));
            output.Add(VBase + (syllable % (VCount * TCount) / TCount));
            if (syllable % TCount != 0)
            {
                output.Add(TBase + (syllable % TCount));
            }

            return;
        }

        var index = Decompositions.Keys.BinarySearch((uint)codePoint);
        if (index < 0)
        {
            output.Add(codePoint);
            return;
        }

        foreach (var part in Decompositions.Values[Decompositions.Starts[index]..Decompositions.Starts[index + 1]])
        {
            output.Add((int)part);
        }
    }

    private static void OrderMarks(List<int> codePoints)
    {
        // An insertion sort is stable, and runs of marks are short; a hostile run is bounded by the caller's length limit.
        for (var i = 1; i < codePoints.Count; i++)
        {
            var mark = codePoints[i];
            var markClass = CombiningClass(mark);
            if (markClass == 0)
            {
                continue;
            }

            var j = i;
            while (j > 0 && CombiningClass(codePoints[j - 1]) > markClass)
            {
                codePoints[j] = codePoints[j - 1];
                j--;
            }

            codePoints[j] = mark;
        }
    }

    private static void Compose(List<int> codePoints)
    {
        var starter = -1;
        var lastClass = 0;
        var written = 0;
        for (var read = 0; read < codePoints.Count; read++)
        {
            var current = codePoints[read];
            var currentClass = CombiningClass(current);
            var adjacent = starter >= 0 && starter == written - 1;
            if (starter >= 0 && (adjacent || (lastClass != 0 && lastClass < currentClass))
                && TryCompose(codePoints[starter], current, out var composite))
            {
                codePoints[starter] = composite;
                continue;
            }

            if (currentClass == 0)
            {
                starter = written;
            }

            lastClass = currentClass;
            codePoints[written++] = current;
        }

        codePoints.RemoveRange(written, codePoints.Count - written);
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        var leading = first - LBase;
        var vowel = second - VBase;
        if (leading is >= 0 and < LCount && vowel is >= 0 and < VCount)
        {
            composite = SBase + (((leading * VCount) + vowel) * TCount);
            return true;
        }

        var syllable = first - SBase;
        var trailing = second - TBase;
        if (syllable is >= 0 and < SCount && syllable % TCount == 0 && trailing is > 0 and < TCount)
        {
            composite = first + trailing;
            return true;
        }

        var index = Compositions.Pairs.BinarySearch(((ulong)first << 32) | (uint)second);
        composite = index < 0 ? 0 : (int)Compositions.Composites[index];
        return index >= 0;
    }
}
