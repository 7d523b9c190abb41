namespace Culver.Storage;

/// <summary>
/// Some chunks that follow one another, with the sums before each, never changed. The second level keeps what a change copies small: of
/// a million messages one touched row costs a chunk, a branch, and the few dozen entries of the root.
/// </summary>
internal sealed class IndexBranch
{
    public const int Fewest = 64;
    public const int Most = 128;

    private readonly int[] _rowsBefore;

    public IndexBranch(IndexChunk[] chunks)
    {
        Chunks = chunks;
        _rowsBefore = new int[chunks.Length];
        var sums = default(IndexSums);
        for (var i = 0; i < chunks.Length; i++)
        {
            _rowsBefore[i] = sums.Rows;
            sums += chunks[i].Sums;
        }

        Sums = sums;
    }

    public IndexChunk[] Chunks { get; }

    public IndexSums Sums { get; }

    public Uid First => Chunks[0].First;

    public Uid Last => Chunks[^1].Last;

    /// <summary>How many rows of this branch lie before a chunk.</summary>
    public int RowsBefore(int chunk) => _rowsBefore[chunk];

    /// <summary>The chunk that holds the row with an index below <see cref="IndexSums.Rows"/>.</summary>
    public int ChunkOfRow(int index)
    {
        var found = Array.BinarySearch(_rowsBefore, index);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The first chunk that does not end below <paramref name="uid"/>; the number of chunks when all do.</summary>
    public int ChunkOfUid(Uid uid)
    {
        var low = 0;
        var high = Chunks.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Chunks[middle].Last < uid)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
