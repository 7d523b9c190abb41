namespace Culver.Storage;

/// <summary>What is known of a run of rows without looking at them.</summary>
internal readonly record struct IndexSums(
    int Rows, int Seen, int Answered, int Flagged, int Deleted, int Draft, long Bytes, ModSeq Newest)
{
    public static IndexSums Of(ReadOnlySpan<IndexRow> rows, FlagSetTable flags)
    {
        int seen = 0, answered = 0, flagged = 0, deleted = 0, draft = 0;
        long bytes = 0;
        var newest = ModSeq.Zero;
        foreach (ref readonly var row in rows)
        {
            var system = (int)flags[row.FlagSet].System;
            seen += system & 1;
            answered += (system >> 1) & 1;
            flagged += (system >> 2) & 1;
            deleted += (system >> 3) & 1;
            draft += (system >> 4) & 1;
            bytes += row.Size;
            if (row.ModSeq > newest)
                newest = row.ModSeq;
        }

        return new(rows.Length, seen, answered, flagged, deleted, draft, bytes, newest);
    }

    public static IndexSums operator +(in IndexSums left, in IndexSums right) => new(
        left.Rows + right.Rows,
        left.Seen + right.Seen,
        left.Answered + right.Answered,
        left.Flagged + right.Flagged,
        left.Deleted + right.Deleted,
        left.Draft + right.Draft,
        left.Bytes + right.Bytes,
        left.Newest > right.Newest ? left.Newest : right.Newest);

    /// <summary>How many rows have one system flag.</summary>
    public int With(SystemFlags flag) => flag switch
    {
        SystemFlags.Seen => Seen,
        SystemFlags.Answered => Answered,
        SystemFlags.Flagged => Flagged,
        SystemFlags.Deleted => Deleted,
        SystemFlags.Draft => Draft,
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, "One system flag is counted at a time."),
    };
}
