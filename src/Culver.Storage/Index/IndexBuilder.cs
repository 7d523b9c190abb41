using System.Runtime.InteropServices;

namespace Culver.Storage;

/// <summary>
/// Puts branches together from whole branches and chunks that are shared and from single rows, in ascending order. Upholds the
/// sizes: rows that would make too small a chunk draw in the chunk that follows them, and only that one; chunks likewise. What it gathers in
/// is kept by the thread for the next building, so that a change allocates what the snapshot keeps and no more.
/// </summary>
internal sealed class IndexBuilder
{
    [ThreadStatic]
    private static IndexBuilder? t_spare;

    private readonly List<IndexBranch> _branches = [];
    private readonly List<IndexChunk> _chunks = new(IndexBranch.Most + IndexBranch.Fewest);
    private readonly IndexRow[] _rows = new IndexRow[IndexChunk.Most + IndexChunk.Fewest];
    private FlagSetTable _flags = null!;
    private int _count;

    private IndexBuilder()
    {
    }

    /// <summary>Begins a building.</summary>
    /// <param name="flags">The flag sets of the rows.</param>
    public static IndexBuilder Begin(FlagSetTable flags)
    {
        var builder = t_spare ?? new();
        // One that is left in the midst by an exception is not used again.
        t_spare = null;
        builder._flags = flags;
        return builder;
    }

    /// <summary>Adds a row.</summary>
    public void Add(in IndexRow row)
    {
        // Full chunks leave as they fill, but never so that what stays could be too small.
        if (_count == IndexChunk.Most + IndexChunk.Fewest)
            EmitRows(IndexChunk.Most);
        _rows[_count++] = row;
    }

    /// <summary>Adds rows.</summary>
    public void Add(ReadOnlySpan<IndexRow> rows)
    {
        // Whole chunks are cut from the span, as they would be from the rows one by one; a large mailbox is loaded so.
        for (; _count == 0 && rows.Length >= IndexChunk.Most + IndexChunk.Fewest; rows = rows[IndexChunk.Most..])
            AddShared(new(rows[..IndexChunk.Most].ToArray(), _flags));
        foreach (ref readonly var row in rows)
            Add(row);
    }

    /// <summary>Adds a chunk, shared if sizes allow it.</summary>
    public void Add(IndexChunk chunk)
    {
        if (_count is > 0 and < IndexChunk.Fewest)
        {
            foreach (ref readonly var row in chunk.Rows.AsSpan())
                Add(row);
            return;
        }

        FlushRows();
        AddShared(chunk);
    }

    /// <summary>Adds a branch, shared if sizes allow it, else chunk by chunk.</summary>
    public void Add(IndexBranch branch)
    {
        if (_count is 0 or >= IndexChunk.Fewest)
        {
            FlushRows();
            if (_chunks.Count is 0 or >= IndexBranch.Fewest)
            {
                FlushChunks();
                _branches.Add(branch);
                return;
            }
        }

        foreach (var chunk in branch.Chunks)
            Add(chunk);
    }

    /// <summary>Ends the building.</summary>
    public IndexBranch[] Build()
    {
        // The last chunk and the last branch may be small: they grow with what arrives.
        if (_count > IndexChunk.Most)
            EmitRows(IndexChunk.Most);
        if (_count > 0)
            EmitRows(_count);
        if (_chunks.Count > IndexBranch.Most)
            EmitChunks(IndexBranch.Most);
        if (_chunks.Count > 0)
            EmitChunks(_chunks.Count);
        IndexBranch[] branches = [.. _branches];
        _branches.Clear();
        _flags = null!;
        t_spare = this;
        return branches;
    }

    private void FlushRows()
    {
        if (_count > IndexChunk.Most)
            EmitRows(_count / 2);
        if (_count > 0)
            EmitRows(_count);
    }

    private void FlushChunks()
    {
        if (_chunks.Count > IndexBranch.Most)
            EmitChunks(_chunks.Count / 2);
        if (_chunks.Count > 0)
            EmitChunks(_chunks.Count);
    }

    private void EmitRows(int count)
    {
        AddShared(new(_rows.AsSpan(0, count).ToArray(), _flags));
        _rows.AsSpan(count, _count - count).CopyTo(_rows);
        _count -= count;
    }

    private void AddShared(IndexChunk chunk)
    {
        if (_chunks.Count == IndexBranch.Most + IndexBranch.Fewest)
            EmitChunks(IndexBranch.Most);
        _chunks.Add(chunk);
    }

    private void EmitChunks(int count)
    {
        _branches.Add(new(CollectionsMarshal.AsSpan(_chunks)[..count].ToArray()));
        _chunks.RemoveRange(0, count);
    }
}
