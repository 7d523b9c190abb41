using Xunit;

namespace Culver.Storage.Tests.Index;

public sealed class SnapshotDiffTests
{
    [Fact]
    public void A_difference_over_any_changes_is_what_comparing_lists_gives()
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var random = new Random(seed);
            var model = new IndexModel(random);
            var history = new List<(MailboxSnapshot Snapshot, List<IndexRow> Rows)> { (model.Snapshot, []) };
            for (var step = 0; step < 40; step++)
            {
                model.Step(random.Next(15) == 0 ? 20_000 : 300);
                if (random.Next(12) == 0)
                    model.Reload();
                history.Add((model.Snapshot, [.. model.Rows.Values]));
                var (before, rows) = history[random.Next(history.Count)];
                AssertDifference($"seed {seed}, step {step}", before, rows, model);
            }
        }
    }

    [Fact]
    public void Nothing_changed_is_nothing_to_tell()
    {
        var model = new IndexModel(new(1));
        model.Append(1000);
        var changes = MailboxSnapshot.Diff(model.Snapshot, model.Snapshot);
        Assert.True(changes.IsEmpty);
        Assert.Same(model.Snapshot, changes.Before);
        Assert.Same(model.Snapshot, changes.After);
    }

    [Fact]
    public void A_new_keyword_is_told()
    {
        var model = new IndexModel(new(1));
        model.Append(2);
        var before = model.Snapshot;
        model.AddKeyword("$Junk");
        var changes = MailboxSnapshot.Diff(before, model.Snapshot);
        Assert.True(changes.KeywordsChanged);
        Assert.False(changes.IsEmpty);
    }

    [Fact]
    public void Each_kind_of_difference_is_something_to_tell()
    {
        var model = new IndexModel(new(1));
        model.Append(3);
        var before = model.Snapshot;
        var first = before[new(1)].Uid.Value;
        model.SetFlags(first, SystemFlags.Answered);
        Assert.False(MailboxSnapshot.Diff(before, model.Snapshot).IsEmpty);
        before = model.Snapshot;
        model.Append(1);
        Assert.False(MailboxSnapshot.Diff(before, model.Snapshot).IsEmpty);
        before = model.Snapshot;
        model.Remove(first);
        Assert.False(MailboxSnapshot.Diff(before, model.Snapshot).IsEmpty);
        Assert.False((MailboxSnapshot.Diff(before, before) with { MailboxGone = true }).IsEmpty);
    }

    [Fact]
    public void A_UID_below_what_is_known_is_refused()
    {
        var model = new IndexModel(new(1));
        model.Append(5);
        var second = model.Snapshot[new(2)].Uid;
        var without = model.Snapshot.With(new(default, UidSet.Of(second), new(50), model.Snapshot.UidNext, []));
        Assert.Throws<InvalidOperationException>(() => MailboxSnapshot.Diff(without, model.Snapshot));
    }

    [Fact]
    public void A_shared_row_newer_than_the_snapshot_says_it_is_is_told()
    {
        var model = new IndexModel(new(1));
        model.Append(1000);
        var told = model.Info;
        model.SetFlags(model.Snapshot[new(700)].Uid.Value, SystemFlags.Answered);
        var before = SnapshotGhosts.AsTold(model.Snapshot, told, UidSet.Empty);
        Assert.Equal(told.HighestModSeq, before.ModSeq);
        Assert.Equal(700, Assert.Single(MailboxSnapshot.Diff(before, model.Snapshot).Changed).Number.Value);
    }

    [Fact]
    public void What_was_told_is_rebuilt_from_newer_rows_and_expunges()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var model = new IndexModel(random);
            for (var step = random.Next(1, 30); step > 0; step--)
                model.Step();
            var told = model.Info;
            uint[] uids = [.. model.Rows.Keys];
            for (var step = random.Next(30); step > 0; step--)
                model.Step();
            var vanished = UidSet.From(model.Vanished.Where(pair => pair.Value > told.HighestModSeq.Value).Select(pair => new Uid(pair.Key)));

            var before = SnapshotGhosts.AsTold(model.Snapshot, told, vanished);

            Assert.Equal(uids, MailboxSnapshotTests.Rows(before).Select(row => row.Uid.Value));
            Assert.Equal(told.Messages, before.Count);
            Assert.Equal(told.UidNext, before.UidNext);
            MailboxSnapshotTests.AssertSizes(before);
            var changes = MailboxSnapshot.Diff(before, model.Snapshot);
            Assert.Equal(uids.Where(uid => !model.Rows.ContainsKey(uid)), changes.Expunged.Select(gone => gone.Uid.Value));
            Assert.Equal(
                uids.Where(uid => model.Rows.TryGetValue(uid, out var row) && row.ModSeq > told.HighestModSeq),
                changes.Changed.Select(changed => changed.Row.Uid.Value));
            Assert.Equal(model.Rows.Keys.Count(uid => uid >= told.UidNext.Value), changes.Added);
        }
    }

    [Fact]
    public void A_ghost_shows_no_content()
    {
        var model = new IndexModel(new(3));
        model.Append(3);
        var told = model.Info;
        var uid = model.Snapshot[new(2)].Uid;
        model.Remove(uid.Value);
        var ghost = SnapshotGhosts.AsTold(model.Snapshot, told, UidSet.Of(uid))[new(2)];
        Assert.Equal((uid, 0L, 0L), (ghost.Uid, ghost.Message, ghost.Size));
        Assert.Equal(default, model.Flags[ghost.FlagSet]);
    }

    [Fact]
    public void An_expunge_newer_than_the_rows_leaves_the_row_in_place()
    {
        var model = new IndexModel(new(3));
        model.Append(3);
        var told = model.Info;
        model.SetFlags(model.Snapshot[new(1)].Uid.Value, SystemFlags.Seen);
        var taken = model.Snapshot;
        var before = SnapshotGhosts.AsTold(taken, told, UidSet.Of(taken[new(2)].Uid));
        Assert.Equal(taken[new(2)], before[new(2)]);
        Assert.Equal(3, before.Count);
    }

    [Fact]
    public void What_vanished_above_the_UIDNEXT_told_is_no_ghost()
    {
        var model = new IndexModel(new(3));
        model.Append(3);
        var told = model.Info;
        model.Append(2);
        var later = model.Snapshot[new(4)].Uid;
        model.Remove(later.Value);
        var before = SnapshotGhosts.AsTold(model.Snapshot, told, UidSet.Of(told.UidNext, later));
        Assert.Equal(3, before.Count);
    }

    [Fact]
    public void What_came_at_the_UIDNEXT_told_and_vanished_is_no_ghost()
    {
        var model = new IndexModel(new(3));
        model.Append(3);
        var told = model.Info;
        model.Append(1);
        var next = model.Snapshot[new(4)].Uid;
        model.Remove(next.Value);
        Assert.Equal(3, SnapshotGhosts.AsTold(model.Snapshot, told with { UidNext = next }, UidSet.Of(next)).Count);
    }

    private static void AssertDifference(string when, MailboxSnapshot before, List<IndexRow> rows, IndexModel model)
    {
        var changes = MailboxSnapshot.Diff(before, model.Snapshot);
        var expunged = rows.Select((row, i) => new NumberedUid(new(i + 1), row.Uid)).Where(known => !model.Rows.ContainsKey(known.Uid.Value));
        var known = rows.Select(row => row.Uid.Value).ToHashSet();
        var changed = model.Rows.Values
            .Select((row, i) => new NumberedRow(new(i + 1), row))
            .Where(numbered => known.Contains(numbered.Row.Uid.Value) && numbered.Row.ModSeq > before.ModSeq);
        Assert.True(expunged.SequenceEqual(changes.Expunged), when);
        Assert.True(changed.SequenceEqual(changes.Changed), when);
        Assert.True(model.Rows.Keys.Count(uid => !known.Contains(uid)) == changes.Added, when);
        Assert.Same(before, changes.Before);
        Assert.Same(model.Snapshot, changes.After);
        Assert.False(changes.MailboxGone || changes.KeywordsChanged);
    }
}
