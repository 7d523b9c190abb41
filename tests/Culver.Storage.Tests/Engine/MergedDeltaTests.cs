using Culver.Storage.Accounts;
using Culver.Storage.Engine;
using Xunit;

namespace Culver.Storage.Tests.Engine;

public sealed class MergedDeltaTests
{
    private static readonly MailboxId Mailbox = new(1);

    [Fact]
    public void Of_a_row_changed_twice_the_later_one_counts_and_all_that_vanished_is_gone()
    {
        var merged = Assert.Single(MergedDeltas.Of([Write(5, [Row(3, 5), Row(7, 5)], UidSet.Empty), Write(6, [Row(3, 6)], UidSet.Of(new(1))), Write(7, [], UidSet.Of(new(7)))]));
        Assert.Equal(new ModSeq(7), merged.ModSeq);
        Assert.Equal([(3u, 6L), (7u, 5L)], merged.Rows.ToArray().Select(row => (row.Uid.Value, row.ModSeq.Value)));
        Assert.Equal("1,7", merged.Vanished.ToString());
    }

    [Fact]
    public void Appends_in_a_row_stay_in_order()
    {
        var merged = Assert.Single(MergedDeltas.Of([Write(5, [Row(1, 5)], UidSet.Empty), Write(6, [Row(2, 6), Row(3, 6)], UidSet.Empty)]));
        Assert.Equal([1u, 2u, 3u], merged.Rows.ToArray().Select(row => row.Uid.Value));
    }

    private static IndexRow Row(uint uid, long modSeq) => new(new(uid), 0, new(modSeq), default, 1, uid);

    private static AccountWrite Write(long modSeq, IndexRow[] rows, UidSet vanished) =>
        new ExpungeWrite(Mailbox, UidSet.Empty, 1) { Deltas = [new(Mailbox, new(modSeq), rows, vanished)] };
}
