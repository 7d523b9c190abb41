namespace Culver.Storage;

/// <summary>
/// Some rows that follow one another, never empty, never changed: what snapshots share. Every chunk but the last of a snapshot holds
/// between <see cref="Fewest"/> and <see cref="Most"/> rows: what one changed row copies, and what is looked through to find it.
/// </summary>
internal sealed class IndexChunk
{
    public const int Fewest = 32;
    public const int Most = 64;

    public IndexChunk(IndexRow[] rows, FlagSetTable flags)
    {
        Rows = rows;
        Sums = IndexSums.Of(rows, flags);
    }

    public IndexRow[] Rows { get; }

    public IndexSums Sums { get; }

    public Uid First => Rows[0].Uid;

    public Uid Last => Rows[^1].Uid;

    /// <summary>How many of its rows have a UID below <paramref name="uid"/>.</summary>
    public int CountBelow(Uid uid)
    {
        var low = 0;
        var high = Rows.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Rows[middle].Uid < uid)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
