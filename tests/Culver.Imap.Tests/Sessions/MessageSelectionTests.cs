using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Storage;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>What a command that asks for changes looks at: counted, in mailboxes of different sizes.</summary>
public sealed class MessageSelectionTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void Ten_changes_are_found_without_a_look_at_the_other_messages(int messages)
    {
        var snapshot = Mailbox(messages, changed: 10);
        var all = MessageSelection.OfUids(snapshot, UidSet.Of(new(1), new(uint.MaxValue)));
        Assert.Equal(messages, all.Count);
        var runs = all.RunsChangedSince(new(1)).ToList();
        Assert.InRange(runs.Sum(static run => run.Rows.Length), 10, 640);
        Assert.Equal(10, runs.Sum(static run => run.Rows.ToArray().Count(static row => row.ModSeq > new ModSeq(1))));
    }

    [Fact]
    public void Runs_of_changes_keep_to_the_messages_that_were_named()
    {
        var snapshot = Mailbox(1_000, changed: 10);
        var named = MessageSelection.OfNumbers(snapshot, NumberRanges.Of([new(1, 1), new(102, 200), new(201, 201), new(301, 300 + 5)]));
        var found = named.RunsChangedSince(new(1)).SelectMany(static run => run.Rows.ToArray().Select((row, i) => (Number: run.First.Value + i, row)));
        Assert.Equal([1, 201, 301], found.Where(static row => row.row.ModSeq > new ModSeq(1)).Select(static row => row.Number));
    }

    private static MailboxSnapshot Mailbox(int messages, int changed)
    {
        var info = new MailboxInfo(
            new(1), MailboxName.Inbox, new(1), new((uint)messages + 1), new(1), new(1), messages, messages, 0, messages, SpecialUse.None, IsSelectable: true, [], new(1), ModSeq.Zero);
        var flags = new FlagSetTable();
        flags.Intern(default);
        var loaded = MailboxSnapshot.Of(info, flags, Enumerable.Range(1, messages).Select(static uid => new IndexRow(new((uint)uid), 0, new(1), default, 1, uid)));
        var rows = Enumerable.Range(0, changed).Select(i => loaded[new(1 + (i * (messages / changed)))] with { ModSeq = new(2) });
        return loaded.With(IndexDelta.To(info with { HighestModSeq = new(2) }, rows.ToArray(), UidSet.Empty));
    }
}
