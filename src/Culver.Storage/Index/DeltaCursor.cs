namespace Culver.Storage;

/// <summary>Goes through a delta in ascending order, beside a walk over the rows it is laid on.</summary>
internal ref struct DeltaCursor(IndexDelta delta)
{
    private readonly ReadOnlySpan<IndexRow> _rows = delta.Rows.Span;
    private readonly ReadOnlySpan<UidRange> _removed = delta.Removed.Ranges.AsSpan();
    private int _row;
    private int _range;

    /// <summary>Whether rows remain.</summary>
    public readonly bool HasRows => _row < _rows.Length;

    /// <summary>Whether the delta has a row up to <paramref name="last"/> that was not taken yet, or removes something from the run.</summary>
    public bool Touches(Uid first, Uid last)
    {
        if (HasRows && _rows[_row].Uid <= last)
            return true;
        Forget(first);
        return _range < _removed.Length && _removed[_range].First <= last;
    }

    /// <summary>Whether the delta removes <paramref name="uid"/>; asked in ascending order.</summary>
    public bool Removes(Uid uid)
    {
        Forget(uid);
        return _range < _removed.Length && _removed[_range].First <= uid;
    }

    /// <summary>Puts a chunk's rows, with what the delta says of them, into the builder.</summary>
    public void Merge(IndexChunk chunk, IndexBuilder builder)
    {
        foreach (ref readonly var row in chunk.Rows.AsSpan())
        {
            PutBelow(row.Uid, builder);
            var replaced = HasRows && _rows[_row].Uid == row.Uid;
            ref readonly var current = ref (replaced ? ref _rows[_row++] : ref row);
            if (!Removes(current.Uid))
                builder.Add(current);
        }
    }

    /// <summary>Puts what remains into the builder.</summary>
    public void PutRest(IndexBuilder builder)
    {
        for (; HasRows; _row++)
            Put(builder);
    }

    private void PutBelow(Uid uid, IndexBuilder builder)
    {
        for (; HasRows && _rows[_row].Uid < uid; _row++)
            Put(builder);
    }

    private void Put(IndexBuilder builder)
    {
        ref readonly var row = ref _rows[_row];
        if (!Removes(row.Uid))
            builder.Add(row);
    }

    private void Forget(Uid below)
    {
        while (_range < _removed.Length && _removed[_range].Last < below)
            _range++;
    }
}
