using Xunit;
using Xunit.Sdk;

namespace Culver.Journeys.Tests;

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
    [InlineData(8, 9)]
    [InlineData(7, 8)]
    public void A_mailbox_that_begins_anew_is_noticed(uint uidValidity, uint uidNext)
    {
        var ledger = new CrashLedger();
        ledger.SettleMailbox("INBOX", Examined(7, 9));
        Assert.ThrowsAny<XunitException>(() => ledger.SettleMailbox("INBOX", Examined(uidValidity, uidNext)));
    }

    private static void Settle(CrashState acknowledged, CrashState? underWay, params CrashSighting[] found)
    {
        var ledger = new CrashLedger();
        ledger.SettleMailbox("INBOX", Examined(7, 9));
        ledger.SettleMailbox("Archive", Examined(8, 9));
        var entry = new CrashEntry("<1@crash.example>", Text);
        entry.Acknowledge(acknowledged);
        if (underWay is not null)
            entry.Attempt(underWay);
        ledger.Add(entry);
        ledger.Settle([.. found]);
    }

    private static CrashSighting Seen(string mailbox, uint uid, string flags) => new(mailbox, uid, flags, Text);

    private static string Examined(uint uidValidity, uint uidNext) => $"* OK [UIDVALIDITY {uidValidity}] Valid\r\n* OK [UIDNEXT {uidNext}] Next\r\n";
}
