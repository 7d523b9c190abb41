namespace Culver.Mime.Unicode;

/// <summary>Looks code points up in the generated tables.</summary>
internal static class Folding
{
    /// <summary>The fold of a code point as UTF-16, or false when it folds to itself.</summary>
    public static bool TryGet(int codePoint, out ReadOnlySpan<ushort> fold)
    {
        fold = default;
        if (codePoint > FoldingTables.Last) return false;
        var block = FoldingTables.Index[codePoint / FoldingTables.Block];
        var at = FoldingTables.Blocks[(block * FoldingTables.Block) + (codePoint % FoldingTables.Block)];
        if (at == 0) return false;
        fold = FoldingTables.Pool.Slice(at + 1, FoldingTables.Pool[at]);
        return true;
    }

    /// <summary>The canonical combining class (Unicode §3.11, D104).</summary>
    public static int CombiningClass(int codePoint)
    {
        if (codePoint < 0x300) return 0;
        var ranges = FoldingTables.Classes;
        var low = 0;
        var high = (ranges.Length / 3) - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < ranges[middle * 3]) high = middle - 1;
            else if (codePoint > ranges[(middle * 3) + 1]) low = middle + 1;
            else return ranges[(middle * 3) + 2];
        }

        return 0;
    }
}
