namespace Culver.Storage;

/// <summary>A place in the rows of a snapshot, moving forward only. Not to be asked for anything at the end.</summary>
internal struct IndexCursor(IndexBranch[] branches)
{
    private int _branch;
    private int _chunk;
    private int _row;

    /// <summary>How many rows lie before it.</summary>
    public int Before { get; private set; }

    public readonly bool AtEnd => _branch == branches.Length;

    public readonly bool AtBranchStart => _chunk == 0 && _row == 0;

    public readonly bool AtChunkStart => _row == 0;

    public readonly IndexBranch Branch => branches[_branch];

    public readonly IndexChunk Chunk => branches[_branch].Chunks[_chunk];

    public readonly ref readonly IndexRow Row => ref branches[_branch].Chunks[_chunk].Rows[_row];

    public readonly SequenceNumber Number => new(Before + 1);

    /// <summary>To the next row.</summary>
    public void Step()
    {
        Before++;
        if (++_row == Chunk.Rows.Length)
            NextChunk();
    }

    /// <summary>From the start of a chunk to the start of the next.</summary>
    public void SkipChunk()
    {
        Before += Chunk.Rows.Length;
        NextChunk();
    }

    /// <summary>From the start of a branch to the start of the next.</summary>
    public void SkipBranch()
    {
        Before += Branch.Sums.Rows;
        _branch++;
    }

    private void NextChunk()
    {
        _row = 0;
        if (++_chunk < Branch.Chunks.Length)
            return;
        _chunk = 0;
        _branch++;
    }
}
