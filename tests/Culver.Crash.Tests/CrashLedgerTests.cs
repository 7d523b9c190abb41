using Xunit.Sdk;

namespace Culver.Crash.Tests;

/// <summary>The record of the crash test notices what it is there to notice.</summary>
public sealed class CrashLedgerTests
{
    private const string Text = "Message-ID: <1@crash.example>\r\n\r\nbody\r\n";

    private static readonly CrashState Inbox = new("INBOX", 3, "\\Seen");

    [Fact]
    public void What_is_as_it_was_acknowledged_passes() => Settle(Inbox, null, Seen("INBOX", 3, "\\Seen"));

    [Fact]
    public void A_lost_message_is_noticed() => Assert.ThrowsAny<XunitException>(() => Settle(Inbox, null));

    [Fact]
    public void A_message_that_is_there_twice_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => Settle(Inbox, null, Seen("INBOX", 3, "\\Seen"), Seen("INBOX", 4, "\\Seen")));

    [Fact]
    public void Another_uid_is_noticed() => Assert.ThrowsAny<XunitException>(() => Settle(Inbox, null, Seen("INBOX", 4, "\\Seen")));

    [Fact]
    public void Other_flags_are_noticed() => Assert.ThrowsAny<XunitException>(() => Settle(Inbox, null, Seen("INBOX", 3, "")));

    [Fact]
    public void Other_bytes_are_noticed() => Assert.ThrowsAny<XunitException>(() => Settle(Inbox, null, Seen("INBOX", 3, "\\Seen") with { Text = Text + "." }));

    [Fact]
    public void A_message_nobody_sent_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => Settle(CrashState.Nowhere, null, new CrashSighting("INBOX", 3, "", "Message-ID: <2@crash.example>\r\n\r\n")));

    [Theory]
    [InlineData("INBOX")]
    [InlineData("Archive")]
    public void A_move_under_way_may_end_in_either_place(string mailbox) =>
        Settle(Inbox, Inbox with { Mailbox = "Archive", Uid = null }, Seen(mailbox, 3, "\\Seen"));

    [Fact]
    public void A_move_that_ends_in_both_places_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => Settle(Inbox, Inbox with { Mailbox = "Archive", Uid = null }, Seen("INBOX", 3, "\\Seen"), Seen("Archive", 1, "\\Seen")));

    [Fact]
    public void A_move_that_ends_in_neither_place_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => Settle(Inbox, Inbox with { Mailbox = "Archive", Uid = null }));

    [Theory]
    [InlineData(8, 9, 5)]
    [InlineData(7, 8, 5)]
    [InlineData(7, 9, 4)]
    public void A_mailbox_that_begins_anew_is_noticed(uint uidValidity, uint uidNext, ulong highestModSeq)
    {
        var ledger = new CrashLedger();
        ledger.Told("INBOX", new(7, 9, 5));
        Assert.ThrowsAny<XunitException>(() => ledger.Settle(new Dictionary<string, CrashFacts> { ["INBOX"] = new(uidValidity, uidNext, highestModSeq) }, []));
    }

    [Theory]
    [InlineData("Box 1", true)]
    [InlineData("Box 2", true)]
    [InlineData(null, false)]
    [InlineData("Box 1,Box 2", false)]
    public void A_rename_under_way_leaves_one_of_two_names(string? names, bool passes)
    {
        var ledger = new CrashLedger();
        var box = new CrashBox("#1");
        ledger.Add(box);
        ledger.Attempt(box, "Box 1");
        box.Acknowledge(ledger.Now);
        ledger.Attempt(box, "Box 2");
        var found = (names?.Split(',') ?? []).ToDictionary(static name => name, static _ => new CrashFacts(1, 1, 1));
        if (passes)
            ledger.Settle(found, []);
        else
            Assert.ThrowsAny<XunitException>(() => ledger.Settle(found, []));
    }

    [Fact]
    public void A_copy_that_is_lost_while_its_mailbox_stays_is_noticed()
    {
        var ledger = new CrashLedger();
        var box = new CrashBox("#1");
        ledger.Add(box);
        ledger.Attempt(box, "Box 1");
        box.Acknowledge(ledger.Now);
        var copy = new CrashEntry(CrashEntry.CopyId("<1@crash.example>", "#1"), Text) { IsCopy = true };
        copy.Settle(new("#1", 1, ""));
        ledger.Add(copy);
        ledger.Attempt(box, null);
        copy.Attempt(CrashState.Nowhere, ledger.Now);
        ledger.Verify(new Dictionary<string, CrashFacts>(), []);
        ledger.Verify(new Dictionary<string, CrashFacts> { ["Box 1"] = new(1, 2, 1) }, [new("Box 1", 1, "", Text)]);
        Assert.ThrowsAny<XunitException>(() => ledger.Verify(new Dictionary<string, CrashFacts> { ["Box 1"] = new(1, 2, 1) }, []));
    }

    [Fact]
    public void What_came_after_the_moment_is_neither_asked_for_nor_allowed()
    {
        var moment = 10L;
        var ledger = new CrashLedger(() => moment);
        var entry = new CrashEntry("<1@crash.example>", Text);
        ledger.Add(entry);
        entry.Attempt(Inbox, ledger.Now);
        moment = 20;
        entry.Acknowledge(Inbox, ledger.Now);
        var mailboxes = new Dictionary<string, CrashFacts> { ["INBOX"] = new(7, 9, 5) };
        ledger.Verify(mailboxes, [], 9);
        ledger.Verify(mailboxes, [], 19);
        ledger.Verify(mailboxes, [Seen("INBOX", 3, "\\Seen")], 19);
        Assert.ThrowsAny<XunitException>(() => ledger.Verify(mailboxes, [Seen("INBOX", 3, "\\Seen")], 9));
        Assert.ThrowsAny<XunitException>(() => ledger.Verify(mailboxes, [], 20));
    }

    private static void Settle(CrashState acknowledged, CrashState? underWay, params CrashSighting[] found)
    {
        var ledger = new CrashLedger();
        var entry = new CrashEntry("<1@crash.example>", Text);
        entry.Settle(acknowledged);
        if (underWay is not null)
            entry.Attempt(underWay, ledger.Now);
        ledger.Add(entry);
        ledger.Settle(new Dictionary<string, CrashFacts> { ["INBOX"] = new(7, 9, 5), ["Archive"] = new(8, 9, 5) }, found);
    }

    private static CrashSighting Seen(string mailbox, uint uid, string flags) => new(mailbox, uid, flags, Text);
}
