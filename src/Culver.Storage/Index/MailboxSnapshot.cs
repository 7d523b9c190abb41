using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>
/// The rows of a mailbox at one moment, ascending by UID, immutable and shared by everyone who shows that moment. Sequence numbers exist
/// only here. A snapshot shares with the one it was made from everything the change did not touch; finding a row by number or UID takes
/// logarithmic time.
/// </summary>
public sealed class MailboxSnapshot
{
    private readonly IndexBranch[] _branches;
    private readonly int[] _rowsBefore;
    private readonly IndexSums _sums;
    private ViewChanges? _unchanged;

    private MailboxSnapshot(MailboxId mailbox, ModSeq modSeq, Uid uidNext, ImmutableArray<string> keywords, FlagSetTable flags, IndexBranch[] branches)
    {
        Mailbox = mailbox;
        ModSeq = modSeq;
        UidNext = uidNext;
        Keywords = keywords;
        Flags = flags;
        _branches = branches;
        _rowsBefore = new int[branches.Length];
        for (var i = 0; i < branches.Length; i++)
        {
            _rowsBefore[i] = _sums.Rows;
            _sums += branches[i].Sums;
        }
    }

    /// <summary>Whose rows these are.</summary>
    public MailboxId Mailbox { get; }

    /// <summary>The mailbox's HIGHESTMODSEQ at that moment.</summary>
    public ModSeq ModSeq { get; }

    /// <summary>The mailbox's UIDNEXT at that moment.</summary>
    public Uid UidNext { get; }

    /// <summary>The keywords behind the bits of flag sets.</summary>
    public ImmutableArray<string> Keywords { get; }

    /// <summary>The flag sets behind the numbers in rows.</summary>
    public FlagSetTable Flags { get; }

    /// <summary>How many messages.</summary>
    public int Count => _sums.Rows;

    /// <summary>The sum of their sizes in octets.</summary>
    public long Bytes => _sums.Bytes;

    /// <summary>The newest ModSeq of a row; <see cref="ModSeq.Zero"/> when there is none. An expunge can be newer.</summary>
    public ModSeq NewestRow => _sums.Newest;

    /// <summary>The lowest UID; 0 when there is none.</summary>
    public Uid FirstUid => _branches.Length == 0 ? default : _branches[0].First;

    /// <summary>The highest UID; 0 when there is none.</summary>
    public Uid LastUid => _branches.Length == 0 ? default : _branches[^1].Last;

    /// <summary>That nothing is to be told to a client that was told this.</summary>
    public ViewChanges Unchanged => _unchanged ??= new(this, this, [], [], Added: 0, KeywordsChanged: false, MailboxGone: false);

    /// <summary>The row with a sequence number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public IndexRow this[SequenceNumber number]
    {
        get
        {
            var run = RowsFrom(number);
            return run.IsEmpty ? throw new ArgumentOutOfRangeException(nameof(number), number, "No message has this number.") : run.Span[0];
        }
    }

    /// <summary>A snapshot of rows that are ascending by UID, their flag sets numbered by <paramref name="flags"/>.</summary>
    public static MailboxSnapshot Of(MailboxInfo mailbox, FlagSetTable flags, IEnumerable<IndexRow> rows)
    {
        var builder = IndexBuilder.Begin(flags);
        if (rows is IndexRow[] array)
            builder.Add(array.AsSpan());
        else
        {
            foreach (var row in rows)
                builder.Add(row);
        }

        return new(mailbox.Id, mailbox.HighestModSeq, mailbox.UidNext, mailbox.Keywords, flags, builder.Build());
    }

    /// <summary>What a client that was told <paramref name="before"/> has to be told to know <paramref name="after"/>.</summary>
    public static ViewChanges Diff(MailboxSnapshot before, MailboxSnapshot after) => SnapshotDiff.Between(before, after);

    /// <summary>The flags of a row.</summary>
    public FlagSet FlagsOf(in IndexRow row) => Flags[row.FlagSet];

    /// <summary>How many messages have one system flag.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not exactly one flag was given.</exception>
    public int CountWith(SystemFlags flag) => _sums.With(flag);

    /// <summary>How many rows have a UID below <paramref name="uid"/>.</summary>
    public int CountBelow(Uid uid)
    {
        var low = 0;
        var high = _branches.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_branches[middle].Last < uid)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == _branches.Length)
            return Count;
        var branch = _branches[low];
        // The branch ends at or above the UID, so one of its chunks does.
        var chunk = branch.ChunkOfUid(uid);
        return _rowsBefore[low] + branch.RowsBefore(chunk) + branch.Chunks[chunk].CountBelow(uid);
    }

    /// <summary>How many of some UIDs there are.</summary>
    public long CountOf(UidSet uids)
    {
        var count = 0L;
        foreach (var range in uids.Ranges)
            count += (range.Last.Value == uint.MaxValue ? Count : CountBelow(new(range.Last.Value + 1))) - CountBelow(range.First);
        return count;
    }

    /// <summary>Finds a message by UID.</summary>
    public bool TryFind(Uid uid, out SequenceNumber number, out IndexRow row)
    {
        number = new(CountBelow(uid) + 1);
        var run = RowsFrom(number);
        row = run.IsEmpty ? default : run.Span[0];
        return !run.IsEmpty && row.Uid == uid;
    }

    /// <summary>A run of rows without copying: from <paramref name="first"/> on, at least one and as many as lie together; empty past the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public ReadOnlyMemory<IndexRow> RowsFrom(SequenceNumber first)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first.Value, 1);
        var index = first.Value - 1;
        if (index >= Count)
            return default;
        var at = BranchOfRow(index);
        var branch = _branches[at];
        index -= _rowsBefore[at];
        var chunk = branch.ChunkOfRow(index);
        return branch.Chunks[chunk].Rows.AsMemory(index - branch.RowsBefore(chunk));
    }

    /// <summary>The rows from <paramref name="first"/> on, run by run as <see cref="RowsFrom"/> gives them.</summary>
    public IEnumerable<ReadOnlyMemory<IndexRow>> RunsFrom(SequenceNumber first)
    {
        var next = first.Value;
        for (var run = RowsFrom(first); !run.IsEmpty; run = RowsFrom(new(next)))
        {
            next += run.Length;
            yield return run;
        }
    }

    /// <summary>
    /// The rows numbered from <paramref name="first"/> to <paramref name="last"/> in runs that lie together, but for runs in which no ModSeq is
    /// above <paramref name="since"/>: those are not looked at. Of a run that is given, some rows may be older.
    /// </summary>
    public IEnumerable<(SequenceNumber First, ReadOnlyMemory<IndexRow> Rows)> RunsChangedSince(SequenceNumber first, SequenceNumber last, ModSeq since)
    {
        var from = Math.Max(first.Value, 1) - 1;
        var end = Math.Min(last.Value, Count);
        if (from >= end)
            yield break;
        for (var at = BranchOfRow(from); at < _branches.Length && _rowsBefore[at] < end; at++)
        {
            var branch = _branches[at];
            if (branch.Sums.Newest <= since)
                continue;
            var chunk = from <= _rowsBefore[at] ? 0 : branch.ChunkOfRow(from - _rowsBefore[at]);
            for (; chunk < branch.Chunks.Length; chunk++)
            {
                var before = _rowsBefore[at] + branch.RowsBefore(chunk);
                if (before >= end)
                    yield break;
                if (branch.Chunks[chunk].Sums.Newest <= since)
                    continue;
                var rows = branch.Chunks[chunk].Rows;
                var skipped = Math.Max(from - before, 0);
                yield return (new(before + skipped + 1), rows.AsMemory(skipped, Math.Min(rows.Length, end - before) - skipped));
            }
        }
    }

    /// <summary>The number of the first message without <c>\Seen</c>; null when all are seen.</summary>
    public SequenceNumber? FirstUnseen()
    {
        foreach (var (number, _) in With(SystemFlags.Seen, present: false))
            return number;
        return null;
    }

    /// <summary>The messages with one system flag, or those without it, ascending; runs that have none are not looked at.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not exactly one flag was given.</exception>
    public IEnumerable<NumberedRow> With(SystemFlags flag, bool present)
    {
        _ = _sums.With(flag);
        return Find(
            sums => (present ? sums.With(flag) : sums.Rows - sums.With(flag)) > 0,
            row => (Flags[row.FlagSet].System & flag) != SystemFlags.None == present);
    }

    /// <summary>The messages with a ModSeq above <paramref name="since"/>, ascending; runs that have none are not looked at.</summary>
    public IEnumerable<NumberedRow> ChangedSince(ModSeq since) => Find(sums => sums.Newest > since, row => row.ModSeq > since);

    /// <summary>The snapshot after a change. Shares with this one every chunk the change does not touch.</summary>
    public MailboxSnapshot With(IndexDelta delta)
    {
        var builder = IndexBuilder.Begin(Flags);
        var cursor = new DeltaCursor(delta);
        for (var i = 0; i < _branches.Length; i++)
        {
            var branch = _branches[i];
            var isLast = i == _branches.Length - 1;
            if (!cursor.Touches(branch.First, branch.Last) && !(isLast && cursor.HasRows))
                builder.Add(branch);
            else
                Lay(ref cursor, branch, isLast, builder);
        }

        cursor.PutRest(builder);
        return new(Mailbox, delta.ModSeq, delta.UidNext, delta.Keywords, Flags, builder.Build());
    }

    /// <summary>No more rows than this have a ModSeq above <paramref name="since"/>. Costs as many steps as there are runs that have one.</summary>
    internal int MostChangedSince(ModSeq since)
    {
        var most = 0;
        foreach (var branch in _branches)
        {
            if (branch.Sums.Newest <= since)
                continue;
            foreach (var chunk in branch.Chunks)
            {
                if (chunk.Sums.Newest > since)
                    most += chunk.Rows.Length;
            }
        }

        return most;
    }

    /// <summary>A walk over the rows.</summary>
    internal IndexCursor Start() => new(_branches);

    private int BranchOfRow(int index)
    {
        var found = Array.BinarySearch(_rowsBefore, index);
        return found >= 0 ? found : ~found - 1;
    }

    private static void Lay(ref DeltaCursor cursor, IndexBranch branch, bool isLast, IndexBuilder builder)
    {
        for (var i = 0; i < branch.Chunks.Length; i++)
        {
            var chunk = branch.Chunks[i];
            // What arrives fills up the last chunk before it begins another.
            var grows = isLast && i == branch.Chunks.Length - 1 && cursor.HasRows && chunk.Rows.Length < IndexChunk.Most;
            if (grows || cursor.Touches(chunk.First, chunk.Last))
                cursor.Merge(chunk, builder);
            else
                builder.Add(chunk);
        }
    }

    private IEnumerable<NumberedRow> Find(Func<IndexSums, bool> mayHold, Func<IndexRow, bool> holds)
    {
        for (var cursor = Start(); !cursor.AtEnd;)
        {
            if (cursor.AtBranchStart && !mayHold(cursor.Branch.Sums))
            {
                cursor.SkipBranch();
            }
            else if (cursor.AtChunkStart && !mayHold(cursor.Chunk.Sums))
            {
                cursor.SkipChunk();
            }
            else
            {
                if (holds(cursor.Row))
                    yield return new(cursor.Number, cursor.Row);
                cursor.Step();
            }
        }
    }
}
