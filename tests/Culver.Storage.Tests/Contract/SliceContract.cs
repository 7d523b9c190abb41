using System.Collections.Immutable;
using System.Globalization;
using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>Operations on very many messages: others get in between, and what holds of few messages holds of many.</summary>
public abstract class SliceContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    private int Many => (3 * Engine.SliceRows) + 2;

    private UidSet First(int count) => UidSet.Of(new(1), new((uint)count));

    [Fact]
    public async Task An_append_of_another_session_gets_in_between_the_slices_of_a_copy()
    {
        await AppendAsync("INBOX", Many);
        var between = await BetweenAsync(async () => Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default)));
        Assert.Equal((uint)Engine.SliceRows + 1, between.Uid.Value);
        Assert.Equal(Many + 1, Info("Sent").Messages);
        await AssertCountersAsync("Sent");
    }

    [Fact]
    public async Task A_copy_in_slices_pairs_every_source_with_its_copy()
    {
        await AppendAsync("INBOX", Many);
        await ExpungeAsync("INBOX", 2, 40);
        CopyResult.Copied? copied = null;
        await BetweenAsync(async () => copied = Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default)));
        Assert.Equal(await UidsAsync("INBOX"), copied!.Uids.Select(pair => pair.Source.Value));
        foreach (var (source, destination) in copied.Uids)
            Assert.Equal(await IdsAsync("INBOX", source.Value), await IdsAsync("Sent", destination.Value));
        Assert.Equal(Info("Sent").UidValidity, copied.UidValidity);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task A_copy_of_as_many_as_fill_its_slices_is_there_after_a_restart(int slices, bool named)
    {
        var count = slices * Engine.SliceRows;
        await AppendAsync("INBOX", count);
        // The set ends with the last message, or goes on where no message is.
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, named ? First(count) : UidSet.All, Info("Sent").Id, default));
        await ReopenAsync();
        Assert.Equal(count, Info("Sent").Messages);
        Assert.Equal(count, (await UidsAsync("Sent")).Length);
        await AssertCountersAsync("Sent");
        await CrashAsync();
        Assert.Equal(count, Info("Sent").Messages);
    }

    [Fact]
    public async Task An_append_of_another_session_gets_in_between_the_slices_of_a_move_and_nothing_is_ever_in_both()
    {
        await AppendAsync("INBOX", Many);
        var seen = new List<int>();
        using var watch = Account.Watch(() => seen.Add(Inbox.Messages + Info("Sent").Messages));
        var between = await BetweenAsync(async () => Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Every, Info("Sent").Id, default)));
        Assert.Equal((uint)Engine.SliceRows + 1, between.Uid.Value);
        Assert.Equal((0, Many + 1), (Inbox.Messages, Info("Sent").Messages));
        Assert.All(seen, sum => Assert.InRange(sum, Many, Many + 1));
    }

    [Fact]
    public async Task An_append_of_another_session_gets_in_between_the_slices_of_an_expunge_and_is_not_expunged()
    {
        await AppendAsync("Sent", Many);
        await StoreAsync("Sent", Every, Add(SystemFlags.Deleted));
        ExpungeResult.Expunged? expunged = null;
        var between = await BetweenAsync(
            async () => expunged = Is<ExpungeResult.Expunged>(await Account.ExpungeAsync(Info("Sent").Id, Every, default)), Flags(SystemFlags.Deleted));
        Assert.Equal(First(Many), expunged!.Uids);
        Assert.Equal(between.Uid.Value, Assert.Single(await UidsAsync("Sent")));
    }

    [Fact]
    public async Task An_append_of_another_session_gets_in_between_the_slices_of_a_change_of_flags_and_keeps_its_own()
    {
        await AppendAsync("Sent", Many);
        StoreResult.Stored? stored = null;
        var between = await BetweenAsync(
            async () => stored = Is<StoreResult.Stored>(await Account.StoreFlagsAsync(Info("Sent").Id, Every, Add(SystemFlags.Flagged, "Work"), null, default)));
        Assert.Equal(First(Many), stored!.Changed);
        Assert.Equal((SystemFlags.None, []), await FlagsAsync("Sent", between.Uid.Value));
        var rows = await RowsAsync("Sent");
        Assert.Equal(Many, rows.CountWith(SystemFlags.Flagged));
        foreach (var row in rows.RunsFrom(new(1)).SelectMany(run => run.ToArray()))
            Assert.Equal(row.Uid != between.Uid, stored.Made(row.ModSeq));
        await AssertCountersAsync("Sent");
    }

    [Fact]
    public async Task A_conditional_change_in_slices_leaves_what_is_newer_alone_in_every_slice()
    {
        await AppendAsync("INBOX", Many);
        var since = Inbox.HighestModSeq;
        var late = (uint)Many - 1;
        await StoreAsync("INBOX", Uids(3, late), Add(SystemFlags.Seen));
        var stored = await StoreAsync("INBOX", Every, Add(SystemFlags.Flagged), since);
        Assert.Equal(Uids(3, late), stored.Modified);
        Assert.Equal(First(Many).Except(Uids(3, late)), stored.Changed);
    }

    [Fact]
    public async Task Flags_that_only_the_last_slice_changes_have_one_ModSeq()
    {
        await AppendAsync("INBOX", Many);
        await StoreAsync("INBOX", First(Many - 1), Add(SystemFlags.Seen));
        var stored = await StoreAsync("INBOX", Every, Add(SystemFlags.Seen));
        Assert.Equal((Uids((uint)Many), Inbox.HighestModSeq, 0), (stored.Changed, stored.ModSeq, stored.Earlier.Length));
        Assert.False(stored.Made((await RowAsync("INBOX", 1)).ModSeq));
    }

    [Fact]
    public async Task Within_one_mailbox_a_copy_and_a_move_end_with_what_was_there()
    {
        await AppendAsync("INBOX", Many);
        Assert.Equal(Many, Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Inbox.Id, default)).Uids.Length);
        Assert.Equal(2 * Many, Inbox.Messages);
        Assert.Equal(2 * Many, Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Every, Inbox.Id, default)).Uids.Length);
        Assert.Equal(2 * Many, Inbox.Messages);
        await AssertCountersAsync("INBOX");
    }

    [Fact]
    public async Task A_copy_whose_later_slice_is_refused_leaves_the_destination_as_it_was()
    {
        // RFC 9051 §6.4.7
        await AppendAsync("INBOX", Many);
        await StoreAsync("INBOX", Uids((uint)Many), Add(SystemFlags.None, "one-too-many"));
        await AppendAsync("Sent", 1);
        await StoreAsync("Sent", Every, Add(SystemFlags.None, [.. Enumerable.Range(0, 128).Select(i => i.ToString(CultureInfo.InvariantCulture))]));
        var before = Info("Sent");
        Is<CopyResult.TooManyKeywords>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
        var after = Info("Sent");
        Assert.Equal((before.Messages, before.Unseen, before.Bytes), (after.Messages, after.Unseen, after.Bytes));
        Assert.Equal(1u, Assert.Single(await UidsAsync("Sent")));
        Assert.Equal(Many, Inbox.Messages);
        // Whoever was told of them is told that they are gone.
        Assert.Equal(UidSet.Of(new(2), new(after.UidNext.Value - 1)), await Account.VanishedSinceAsync(after.Id, before.HighestModSeq, Every, default));
        await ReopenAsync();
        Assert.Equal(1u, Assert.Single(await UidsAsync("Sent")));
    }

    [Fact]
    public async Task A_copy_that_does_not_fit_the_quota_is_not_begun()
    {
        await AppendAsync("INBOX", Many);
        Engine.Limits.Now = new(QuotaOctets: (2 * Inbox.Bytes) - 1, AppendLimit: null);
        await Store.LimitsChangedAsync(AccountId, default);
        var before = Info("Sent");
        Is<CopyResult.OverQuota>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
        Assert.Equal(before, Info("Sent"));
        Engine.Limits.Now = new(QuotaOctets: 2 * Inbox.Bytes, AppendLimit: null);
        await Store.LimitsChangedAsync(AccountId, default);
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
    }

    [Fact]
    public async Task A_copy_that_a_kill_cut_short_is_taken_back_and_a_whole_one_is_not()
    {
        await AppendAsync("INBOX", Many);
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Trash").Id, default));
        using var stopped = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        var sent = Info("Sent").Id;
        var account = Account;
        Task<CopyResult> copying;
        using (account.Watch(() =>
        {
            // The first slice is durable; the writer waits here while the store is looked at as a kill would leave it.
            if (goOn.IsSet || account.Mailboxes.ById[sent].Messages != Engine.SliceRows)
                return;
            stopped.Release();
            goOn.Wait(TimeSpan.FromSeconds(30));
        }))
        {
            copying = account.CopyAsync(Inbox.Id, Every, sent, default).AsTask();
            Assert.True(await stopped.WaitAsync(TimeSpan.FromSeconds(30)));
            await CrashAsync();
            goOn.Set();
            Assert.Equal(Many, Is<CopyResult.Copied>(await copying).Uids.Length);
        }

        await account.DisposeAsync();
        Assert.Equal((0, Many, Many), (Info("Sent").Messages, Inbox.Messages, Info("Trash").Messages));
        Assert.Equal((uint)Engine.SliceRows + 1, Info("Sent").UidNext.Value);
        await ReopenAsync();
        Assert.Equal((0, Many), (Info("Sent").Messages, Info("Trash").Messages));
    }

    // Runs an operation on "Sent" and appends to it, from another lease, when the first of its slices is there.
    private async Task<AppendedMessage> BetweenAsync(Func<Task> operation, MessageFlags? flags = null)
    {
        await using var other = await Store.OpenAccountAsync(AccountId, default);
        await using var content = await StageAsync(Text("between"));
        var message = ImmutableArray.Create(new NewMessage(content, flags ?? MessageFlags.None, Arrival));
        Task<AppendResult>? append = null;
        var (sent, ids) = (Info("Sent"), Account);
        // What a slice commits is published before the next one is asked for: what is asked for here stands before it.
        using (ids.Watch(() => append ??= ids.Mailboxes.ById[sent.Id] != sent ? other.AppendAsync(sent.Id, message, default).AsTask() : null))
            await operation();
        return Assert.Single(Is<AppendResult.Appended>(await append!).Messages);
    }
}
