using Xunit;

namespace Culver.Storage.Tests.Index;

/// <summary>The cost of a change follows what it touches: shown by counting what is not shared.</summary>
public sealed class SharingTests
{
    private static readonly IndexModel Large = Build();

    [Fact]
    public void A_change_of_one_row_in_half_a_million_makes_one_chunk_and_one_branch()
    {
        var before = Large.Snapshot;
        var row = before[new(250_000)];
        var after = before.With(new(new[] { row with { ModSeq = new(9999) } }, UidSet.Empty, new(9999), before.UidNext, []));
        Assert.Equal((1, 1), New(before, after));
        Assert.Equal(new ModSeq(9999), after[new(250_000)].ModSeq);
    }

    [Fact]
    public void A_message_that_arrives_makes_one_chunk_and_one_branch()
    {
        var before = Large.Snapshot;
        var row = before[new(1)] with { Uid = before.UidNext };
        var after = before.With(new(new[] { row }, UidSet.Empty, new(9999), new(row.Uid.Value + 1), []));
        Assert.Equal((1, 1), New(before, after));
        Assert.Equal(before.Count + 1, after.Count);
    }

    [Fact]
    public void A_removal_makes_at_most_two_chunks_and_two_branches()
    {
        var before = Large.Snapshot;
        foreach (var number in new[] { 1, IndexChunk.Most, IndexChunk.Most + 1, 10_000, IndexChunk.Most * IndexBranch.Most, (IndexChunk.Most * IndexBranch.Most) + 1, before.Count })
        {
            var after = before.With(new(default, UidSet.Of(before[new(number)].Uid), new(9999), before.UidNext, []));
            var (chunks, branches) = New(before, after);
            Assert.Equal(before.Count - 1, after.Count);
            Assert.InRange(chunks, 0, 2);
            Assert.InRange(branches, 1, 2);
        }
    }

    [Fact]
    public void Emptying_the_first_half_shares_the_second()
    {
        var before = Large.Snapshot;
        var middle = before[new(before.Count / 2)].Uid;
        var after = before.With(new(default, UidSet.Of(new(1), middle), new(9999), before.UidNext, []));
        Assert.Equal(before.Count - (before.Count / 2), after.Count);
        var (chunks, branches) = New(before, after);
        Assert.InRange(chunks, 0, 2);
        Assert.InRange(branches, 0, 2);
    }

    [Fact]
    public void The_root_of_a_million_messages_is_small()
    {
        Assert.InRange(MailboxSnapshotTests.Branches(Large.Snapshot).Count, 1, 64);
        Assert.InRange(MailboxSnapshotTests.Chunks(Large.Snapshot).Count, 1, 500_000 / IndexChunk.Fewest);
    }

    [Fact]
    public void A_difference_does_not_look_at_what_is_shared()
    {
        // A shared row that would be reported if it were looked at: only the sums of its chunk say that it is not newer.
        var before = Large.Snapshot;
        var after = before.With(new(new[] { before[new(7)] with { ModSeq = new(9999) } }, UidSet.Empty, new(9999), before.UidNext, []));
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var changes = MailboxSnapshot.Diff(before, after);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 2000);
        Assert.Equal(7, Assert.Single(changes.Changed).Number.Value);
    }

    [Fact]
    public void Finding_rows_allocates_nothing()
    {
        var snapshot = Large.Snapshot;
        Find(snapshot);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var found = Find(snapshot);
        Assert.Equal(bytes, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1000, found);
    }

    private static int Find(MailboxSnapshot snapshot)
    {
        var found = 0;
        for (var number = 1; number <= 1000; number++)
        {
            var row = snapshot[new(number * 400)];
            if (snapshot.TryFind(row.Uid, out var at, out _) && at.Value == number * 400)
                found++;
        }

        return found;
    }

    private static (int Chunks, int Branches) New(MailboxSnapshot before, MailboxSnapshot after)
    {
        MailboxSnapshotTests.AssertSizes(after);
        return (
            MailboxSnapshotTests.Chunks(after).Except(MailboxSnapshotTests.Chunks(before)).Count(),
            MailboxSnapshotTests.Branches(after).Except(MailboxSnapshotTests.Branches(before)).Count());
    }

    private static IndexModel Build()
    {
        var model = new IndexModel(new(42));
        model.Append(500_000);
        return model;
    }
}
