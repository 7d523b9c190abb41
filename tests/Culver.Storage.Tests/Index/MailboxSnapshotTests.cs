using System.Runtime.InteropServices;
using Xunit;

namespace Culver.Storage.Tests.Index;

public sealed class MailboxSnapshotTests
{
    [Fact]
    public void After_any_changes_a_snapshot_says_what_a_plain_list_says()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var random = new Random(seed);
            var model = new IndexModel(random);
            for (var step = 0; step < 60; step++)
            {
                var scale = random.Next(40) == 0 ? 12_000 : 400;
                model.Step(scale);
                try
                {
                    AssertAgrees(model, random);
                }
                catch (Exception failure)
                {
                    throw new InvalidOperationException($"seed {seed}, step {step}", failure);
                }
            }
        }
    }

    [Fact]
    public void Loading_gives_the_same_rows_as_changing()
    {
        var model = new IndexModel(new(5));
        for (var step = 0; step < 100; step++)
            model.Step();
        var loaded = MailboxSnapshot.Of(model.Info, model.Flags, model.Rows.Values);
        Assert.Equal(Rows(model.Snapshot), Rows(loaded));
        Assert.Equal(IndexModel.Mailbox, loaded.Mailbox);
        AssertSizes(loaded);
    }

    [Fact]
    public void A_snapshot_carries_the_state_of_its_mailbox()
    {
        var model = new IndexModel(new(5));
        model.Append(3);
        model.AddKeyword("$Forwarded");
        Assert.Equal(["$Forwarded"], model.Snapshot.Keywords);
        Assert.Equal(new ModSeq(model.ModSeq), model.Snapshot.ModSeq);
        Assert.Equal(new Uid(model.UidNext), model.Snapshot.UidNext);
        Assert.Same(model.Flags, model.Snapshot.Flags);
    }

    [Fact]
    public void An_old_snapshot_never_changes()
    {
        var model = new IndexModel(new(11));
        model.Append(700);
        var old = model.Snapshot;
        var rows = Rows(old);
        for (var step = 0; step < 50; step++)
            model.Step();
        Assert.Equal(rows, Rows(old));
        Assert.Equal(700, old.Count);
    }

    [Fact]
    public void An_empty_snapshot_answers()
    {
        var snapshot = new IndexModel(new(0)).Snapshot;
        Assert.Equal(0, snapshot.Count);
        Assert.Equal(default, snapshot.FirstUid);
        Assert.Equal(default, snapshot.LastUid);
        Assert.Null(snapshot.FirstUnseen());
        Assert.Equal(0, snapshot.CountBelow(new(uint.MaxValue)));
        Assert.False(snapshot.TryFind(new(1), out _, out _));
        Assert.True(snapshot.RowsFrom(new(1)).IsEmpty);
        Assert.Equal(ModSeq.Zero, snapshot.NewestRow);
        Assert.Throws<ArgumentOutOfRangeException>(() => snapshot[new(1)]);
    }

    [Fact]
    public void Numbers_outside_the_view_are_refused()
    {
        var model = new IndexModel(new(0));
        model.Append(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Snapshot[new(0)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Snapshot[new(-1)]);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Snapshot[new(4)]);
        Assert.Equal(model.Rows.Values.Last(), model.Snapshot[new(3)]);
    }

    [Theory]
    [InlineData(SystemFlags.None)]
    [InlineData(SystemFlags.Seen | SystemFlags.Deleted)]
    public void Only_one_flag_is_counted_at_a_time(SystemFlags flags)
    {
        var model = new IndexModel(new(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Snapshot.CountWith(flags));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Snapshot.With(flags, present: true));
    }

    [Theory]
    [InlineData(IndexChunk.Fewest - 1)]
    [InlineData(IndexChunk.Fewest)]
    [InlineData(IndexChunk.Most - 1)]
    [InlineData(IndexChunk.Most)]
    [InlineData(IndexChunk.Most + 1)]
    [InlineData(IndexChunk.Most + IndexChunk.Fewest - 1)]
    [InlineData(IndexChunk.Most + IndexChunk.Fewest)]
    [InlineData(IndexChunk.Most + IndexChunk.Fewest + 1)]
    [InlineData(2 * IndexChunk.Most)]
    [InlineData(IndexChunk.Most * IndexBranch.Most)]
    [InlineData((IndexChunk.Most * IndexBranch.Most) + 1)]
    [InlineData((IndexChunk.Most * (IndexBranch.Most + IndexBranch.Fewest)) + 1)]
    public void Any_size_is_cut_into_sound_chunks(int size)
    {
        var model = new IndexModel(new(1));
        model.Append(size);
        AssertSizes(model.Snapshot);
        Assert.Equal(size, model.Snapshot.Count);
        Assert.Equal(model.Rows.Values, Rows(model.Snapshot));
        var loaded = MailboxSnapshot.Of(model.Info, model.Flags, model.Rows.Values);
        AssertSizes(loaded);
        Assert.Equal(model.Rows.Values.Last(), loaded[new(size)]);
        var atOnce = MailboxSnapshot.Of(model.Info, model.Flags, model.Rows.Values.ToArray());
        AssertSizes(atOnce);
        Assert.Equal(Rows(loaded), Rows(atOnce));
    }

    [Fact]
    public void Messages_that_arrive_one_by_one_fill_the_chunks()
    {
        var model = new IndexModel(new(1));
        for (var i = 0; i < 1000; i++)
            model.Append(1);
        Assert.Equal([.. Enumerable.Repeat(IndexChunk.Most, 15), 40], Chunks(model.Snapshot).Select(chunk => chunk.Rows.Length));
    }

    [Fact]
    public void A_removal_wins_over_a_row_of_the_same_commit()
    {
        var model = new IndexModel(new(1));
        model.Append(10);
        var uid = model.Snapshot[new(4)].Uid;
        var next = model.Snapshot.With(new(new[] { model.Snapshot[new(4)] }, UidSet.Of(uid), new(99), model.Snapshot.UidNext, []));
        Assert.Equal(9, next.Count);
        Assert.False(next.TryFind(uid, out _, out _));
        var appended = model.Snapshot[new(1)] with { Uid = model.Snapshot.UidNext };
        Assert.Equal(10, model.Snapshot.With(new(new[] { appended }, UidSet.Of(appended.Uid), new(99), new(appended.Uid.Value + 1), [])).Count);
    }

    internal static List<IndexRow> Rows(MailboxSnapshot snapshot)
    {
        var rows = new List<IndexRow>();
        foreach (var run in snapshot.RunsFrom(new(1)))
            rows.AddRange(run.Span);
        return rows;
    }

    internal static List<IndexChunk> Chunks(MailboxSnapshot snapshot)
    {
        var chunks = new List<IndexChunk>();
        for (var cursor = snapshot.Start(); !cursor.AtEnd; cursor.SkipChunk())
            chunks.Add(cursor.Chunk);
        return chunks;
    }

    internal static List<IndexBranch> Branches(MailboxSnapshot snapshot)
    {
        var branches = new List<IndexBranch>();
        for (var cursor = snapshot.Start(); !cursor.AtEnd; cursor.SkipBranch())
            branches.Add(cursor.Branch);
        return branches;
    }

    internal static void AssertSizes(MailboxSnapshot snapshot)
    {
        var chunks = Chunks(snapshot);
        Assert.All(chunks, chunk => Assert.InRange(chunk.Rows.Length, 1, IndexChunk.Most));
        Assert.All(chunks.SkipLast(1), chunk => Assert.InRange(chunk.Rows.Length, IndexChunk.Fewest, IndexChunk.Most));
        var branches = Branches(snapshot);
        Assert.All(branches, branch => Assert.InRange(branch.Chunks.Length, 1, IndexBranch.Most));
        Assert.All(branches.SkipLast(1), branch => Assert.InRange(branch.Chunks.Length, IndexBranch.Fewest, IndexBranch.Most));
    }

    private static void AssertAgrees(IndexModel model, Random random)
    {
        var snapshot = model.Snapshot;
        IndexRow[] rows = [.. model.Rows.Values];
        Assert.True(rows.AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(Rows(snapshot))));
        AssertSizes(snapshot);
        Assert.Equal(rows.Length, snapshot.Count);
        Assert.Equal(rows.Sum(row => row.Size), snapshot.Bytes);
        Assert.Equal(rows.Length == 0 ? 0 : rows.Max(row => row.ModSeq.Value), snapshot.NewestRow.Value);
        Assert.Equal(rows.Length == 0 ? default : rows[0].Uid, snapshot.FirstUid);
        Assert.Equal(rows.Length == 0 ? default : rows[^1].Uid, snapshot.LastUid);
        var unseen = Array.FindIndex(rows, row => !model.Has(row, SystemFlags.Seen));
        Assert.Equal(unseen < 0 ? null : unseen + 1, snapshot.FirstUnseen()?.Value);
        foreach (var flag in Enum.GetValues<SystemFlags>().Where(flag => flag != SystemFlags.None))
        {
            var with = Numbered(rows, row => model.Has(row, flag));
            Assert.Equal(with.Count, snapshot.CountWith(flag));
            Assert.True(with.SequenceEqual(snapshot.With(flag, present: true)));
            Assert.True(Numbered(rows, row => !model.Has(row, flag)).SequenceEqual(snapshot.With(flag, present: false)));
        }

        var since = new ModSeq(random.NextInt64(model.ModSeq + 1));
        Assert.True(Numbered(rows, row => row.ModSeq > since).SequenceEqual(snapshot.ChangedSince(since)));
        AssertRuns(snapshot, rows, since, random);
        for (var i = 0; i < 30; i++)
        {
            var uid = (uint)random.Next((int)model.UidNext + 3);
            var below = rows.Count(row => row.Uid.Value < uid);
            Assert.Equal(below, snapshot.CountBelow(new(uid)));
            var known = model.Rows.TryGetValue(uid, out var expected);
            Assert.Equal(known, snapshot.TryFind(new(uid), out var number, out var found));
            if (known)
            {
                Assert.Equal((below + 1, expected), (number.Value, found));
                Assert.Equal(expected, snapshot[number]);
                Assert.Equal(snapshot.FlagsOf(found), model.Flags[expected.FlagSet]);
                Assert.True(rows.AsSpan(below).StartsWith(snapshot.RowsFrom(number).Span));
            }
        }
    }

    private static void AssertRuns(MailboxSnapshot snapshot, IndexRow[] rows, ModSeq since, Random random)
    {
        var first = random.Next(-1, rows.Length + 3);
        var last = random.Next(-1, rows.Length + 3);
        var changed = new List<NumberedRow>();
        foreach (var (number, run) in snapshot.RunsChangedSince(new(first), new(last), since))
        {
            // Every run is given for a reason.
            Assert.Contains(MailboxSnapshotTests.Chunks(snapshot), chunk => chunk.Sums.Newest > since && chunk.Rows.Contains(run.Span[0]));
            for (var i = 0; i < run.Length; i++)
                changed.Add(new(new(number.Value + i), run.Span[i]));
        }

        Assert.All(changed, row => Assert.Equal(rows[row.Number.Value - 1], row.Row));
        Assert.All(changed, row => Assert.InRange(row.Number.Value, first, last));
        Assert.Equal(
            Numbered(rows, row => row.ModSeq > since).Where(row => row.Number.Value >= first && row.Number.Value <= last),
            changed.Where(row => row.Row.ModSeq > since));
        var uids = UidSet.Of(new((uint)random.Next(1, 500)), new(random.Next(4) == 0 ? uint.MaxValue : (uint)random.Next(1, 5000))).Union(UidSet.Of(new(7)));
        Assert.Equal(rows.Count(row => uids.Contains(row.Uid)), snapshot.CountOf(uids));
    }

    private static List<NumberedRow> Numbered(IndexRow[] rows, Func<IndexRow, bool> which) =>
        [.. rows.Select((row, i) => new NumberedRow(new(i + 1), row)).Where(numbered => which(numbered.Row))];
}
