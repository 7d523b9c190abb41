using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Culver.Storage;

/// <summary>
/// Compares two snapshots of a mailbox. What both share is passed over by reference, so that the cost follows what changed and not the
/// size of the mailbox. A shared chunk is looked into nevertheless where it holds rows newer than the older snapshot says it is: one
/// reconstructed from newer rows does (<see cref="SnapshotGhosts"/>).
/// </summary>
internal static class SnapshotDiff
{
    public static ViewChanges Between(MailboxSnapshot before, MailboxSnapshot after)
    {
        if (ReferenceEquals(before, after) && before.NewestRow <= before.ModSeq)
            return before.Unchanged;
        List<NumberedUid>? expunged = null;
        var since = before.ModSeq;
        var changed = new ChangedRows(after.MostChangedSince(since));
        var old = before.Start();
        var now = after.Start();
        while (!old.AtEnd && !now.AtEnd)
        {
            if (old.AtChunkStart && now.AtChunkStart && SkipShared(ref old, ref now, since))
                continue;
            ref readonly var known = ref old.Row;
            ref readonly var row = ref now.Row;
            if (known.Uid < row.Uid)
            {
                (expunged ??= []).Add(new(old.Number, known.Uid));
                old.Step();
                continue;
            }

            // RFC 9051 §2.3.1.1: UIDs ascend in order of arrival, so nothing can come before what is known.
            if (known.Uid != row.Uid)
                throw new InvalidOperationException($"UID {row.Uid} appeared below UID {known.Uid}.");
            changed.Look();
            if (row.ModSeq > since)
                changed.Add(new(now.Number, row));
            old.Step();
            now.Step();
        }

        for (; !old.AtEnd; old.Step())
            (expunged ??= []).Add(new(old.Number, old.Row.Uid));

        return new(
            before,
            after,
            expunged is null ? [] : [.. expunged],
            changed.Taken(),
            after.Count - after.CountBelow(before.UidNext),
            KeywordsChanged: !before.Keywords.AsSpan().SequenceEqual(after.Keywords.AsSpan()),
            MailboxGone: false);
    }

    /// <summary>
    /// Gathers what changed. All of a large mailbox can have: then the rows go to where they stay at once, instead of through lists of half the size.
    /// </summary>
    /// <param name="most">More cannot have changed.</param>
    private struct ChangedRows(int most)
    {
        private const int Few = 1024;

        private NumberedRow[] _rows = [];
        private int _count;
        private int _looked;

        /// <summary>Counts a row that was looked at.</summary>
        public void Look() => _looked++;

        public void Add(in NumberedRow row)
        {
            if (_count == _rows.Length)
                Grow();
            _rows[_count++] = row;
        }

        public readonly ImmutableArray<NumberedRow> Taken() => ImmutableCollectionsMarshal.AsImmutableArray(_count == _rows.Length ? _rows : _rows[.._count]);

        private void Grow()
        {
            // Where nearly all that was looked at has changed, so will the rest have.
            var isDense = _count >= Few && _count >= _looked / 4 * 3;
            Array.Resize(ref _rows, isDense ? most : Math.Min(most, Math.Max(4, _count * 2)));
        }
    }

    private static bool SkipShared(ref IndexCursor old, ref IndexCursor now, ModSeq since)
    {
        if (old.AtBranchStart && now.AtBranchStart && ReferenceEquals(old.Branch, now.Branch) && now.Branch.Sums.Newest <= since)
        {
            old.SkipBranch();
            now.SkipBranch();
            return true;
        }

        if (!ReferenceEquals(old.Chunk, now.Chunk) || now.Chunk.Sums.Newest > since)
            return false;
        old.SkipChunk();
        now.SkipChunk();
        return true;
    }
}
