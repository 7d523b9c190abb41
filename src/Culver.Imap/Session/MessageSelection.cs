using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>The messages a command named, as sequence numbers of one snapshot.</summary>
internal sealed class MessageSelection
{
    private readonly SequenceRange[] _numbers;

    private MessageSelection(MailboxSnapshot snapshot, SequenceRange[] numbers, int count)
    {
        Snapshot = snapshot;
        _numbers = numbers;
        Count = count;
    }

    /// <summary>Where the numbers hold.</summary>
    public MailboxSnapshot Snapshot { get; }

    /// <summary>How many messages.</summary>
    public int Count { get; }

    public bool IsEmpty => Count == 0;

    /// <summary>Takes numbers that are all in the snapshot.</summary>
    public static MessageSelection OfNumbers(MailboxSnapshot snapshot, NumberRanges numbers)
    {
        var inside = numbers.UpTo((uint)snapshot.Count);
        return new(snapshot, inside.Ranges.ToArray(), (int)inside.Count);
    }

    /// <summary>Takes UIDs; those that are not there are passed over (RFC 9051 §6.4.9).</summary>
    public static MessageSelection OfUids(MailboxSnapshot snapshot, NumberRanges uids)
    {
        var numbers = new List<SequenceRange>();
        var count = 0;
        foreach (var range in uids.Ranges)
            Add(snapshot, new(range.First), new(range.Last), numbers, ref count);
        return new(snapshot, [.. numbers], count);
    }

    /// <summary>Takes UIDs; those that are not there are passed over.</summary>
    public static MessageSelection OfUids(MailboxSnapshot snapshot, UidSet uids)
    {
        var numbers = new List<SequenceRange>();
        var count = 0;
        foreach (var range in uids.Ranges)
            Add(snapshot, range.First, range.Last, numbers, ref count);
        return new(snapshot, [.. numbers], count);
    }

    /// <summary>What is in either; both are of the same snapshot.</summary>
    public MessageSelection Union(MessageSelection other) => OfNumbers(Snapshot, NumberRanges.Of([.. _numbers, .. other._numbers]));

    /// <summary>The rows in order, in runs that lie together in memory, each with the number of its first.</summary>
    public IEnumerable<(SequenceNumber First, ReadOnlyMemory<IndexRow> Rows)> Runs()
    {
        foreach (var range in _numbers)
        {
            var next = (int)range.First;
            while (next <= range.Last)
            {
                var rows = Snapshot.RowsFrom(new(next));
                if (rows.Length > range.Last - next + 1)
                    rows = rows[..(int)(range.Last - next + 1)];
                yield return (new(next), rows);
                next += rows.Length;
            }
        }
    }

    /// <summary>
    /// The same, but for runs in which nothing is newer than <paramref name="since"/>: what that costs follows what changed and the ranges named,
    /// not the messages. Single rows of a run may be older.
    /// </summary>
    public IEnumerable<(SequenceNumber First, ReadOnlyMemory<IndexRow> Rows)> RunsChangedSince(ModSeq since)
    {
        foreach (var range in _numbers)
        {
            foreach (var run in Snapshot.RunsChangedSince(new((int)range.First), new((int)range.Last), since))
                yield return run;
        }
    }

    /// <summary>Every row with its number.</summary>
    public IEnumerable<NumberedRow> Rows()
    {
        foreach (var (first, rows) in Runs())
        {
            for (var i = 0; i < rows.Length; i++)
                yield return new(new(first.Value + i), rows.Span[i]);
        }
    }

    /// <summary>The UIDs of the messages.</summary>
    public UidSet Uids()
    {
        var ranges = new List<UidRange>();
        foreach (var (_, rows) in Runs())
        {
            foreach (ref readonly var row in rows.Span)
            {
                if (ranges.Count > 0 && ranges[^1].Last.Value + 1 == row.Uid.Value)
                    ranges[^1] = ranges[^1] with { Last = row.Uid };
                else
                    ranges.Add(new(row.Uid, row.Uid));
            }
        }

        return UidSet.From(ranges);
    }

    private static void Add(MailboxSnapshot snapshot, Uid first, Uid last, List<SequenceRange> numbers, ref int count)
    {
        var from = snapshot.CountBelow(first) + 1;
        var to = last.Value == uint.MaxValue ? snapshot.Count : snapshot.CountBelow(new(last.Value + 1));
        if (from > to)
            return;
        numbers.Add(new((uint)from, (uint)to));
        count += to - from + 1;
    }
}
