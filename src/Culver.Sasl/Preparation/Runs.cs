namespace Culver.Sasl.Preparation;

/// <summary>Looks a code point up in a table of runs (start &lt;&lt; 8 | value, in order, the first at 0).</summary>
internal static class Runs
{
    public static int ValueOf(ReadOnlySpan<uint> runs, int codePoint)
    {
        // The key sorts behind every value its own run can hold, so the run is the last entry not above it.
        var key = ((uint)codePoint << 8) | 0xFF;
        var index = runs.BinarySearch(key);
        if (index < 0)
        {
            index = ~index - 1;
        }

        return (int)(runs[index] & 0xFF);
    }
}
