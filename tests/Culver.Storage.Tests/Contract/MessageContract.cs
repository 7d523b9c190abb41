using System.Collections.Immutable;
using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>Appending, delivering, flags, copying, moving, expunging: results, counters, ModSeqs.</summary>
public abstract class MessageContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    [Fact]
    public async Task Appended_messages_get_ascending_UIDs_in_the_order_given()
    {
        await using var one = await StageAsync(Text("one"));
        await using var two = await StageAsync(Text("twotwo"));
        var before = Account.Mailboxes.HighestModSeq;
        var result = Is<AppendResult.Appended>(await Account.AppendAsync(
            Inbox.Id, [new(one, Flags(SystemFlags.Seen), Arrival), new(two, Flags(SystemFlags.Deleted), Arrival), new(one, MessageFlags.None, Arrival)], default));
        Assert.Equal([1u, 2u, 3u], result.Messages.Select(message => message.Uid.Value));
        Assert.Equal(Inbox.UidValidity, result.UidValidity);
        Assert.True(result.ModSeq > before);
        Assert.Equal(result.ModSeq, Inbox.HighestModSeq);
        Assert.Equal((3, 2, 1, (2 * one.Length) + two.Length), (Inbox.Messages, Inbox.Unseen, Inbox.Deleted, Inbox.Bytes));
        Assert.Equal(two.Length, (await RowAsync("INBOX", 2)).Size);
        await AssertCountersAsync("INBOX");
    }

    [Fact]
    public async Task An_append_is_all_or_nothing()
    {
        await using var content = await StageAsync(Text("s"));
        var many = Enumerable.Range(0, 129).Select(i => $"k{i}").ToArray();
        var before = Inbox;
        Is<AppendResult.TooManyKeywords>(await Account.AppendAsync(
            Inbox.Id, [new(content, MessageFlags.None, Arrival), new(content, Flags(SystemFlags.None, many), Arrival)], default));
        Assert.Equal(before, Inbox);
        Is<AppendResult.Appended>(await Account.AppendAsync(Inbox.Id, [new(content, Flags(SystemFlags.None, many[..128]), Arrival)], default));
        Assert.Equal(128, Inbox.Keywords.Length);
        Is<AppendResult.TooManyKeywords>(await TryAppendAsync(Inbox.Id, Text("s"), Flags(SystemFlags.None, "one too many")));
        Assert.Equal(128, (await FlagsAsync("INBOX", 1)).Keywords.Length);
    }

    [Fact]
    public async Task An_append_to_no_mailbox_says_so()
    {
        Is<AppendResult.MailboxGone>(await TryAppendAsync(new(42), Text("s")));
        var made = await CreateAsync("a");
        await Account.DeleteMailboxAsync(Name("a"), default);
        Is<AppendResult.MailboxGone>(await TryAppendAsync(made.Id, Text("s")));
    }

    [Fact]
    public async Task The_last_UID_is_given_and_none_after_it()
    {
        await ExhaustAsync("INBOX", uint.MaxValue - 2);
        await AppendAsync("Sent", 3);
        await using var content = await StageAsync(Text("s"));
        var three = ImmutableArray.Create(Enumerable.Repeat(new NewMessage(content, MessageFlags.None, Arrival), 3).ToArray());
        Is<AppendResult.UidsExhausted>(await Account.AppendAsync(Inbox.Id, three, default));
        Is<CopyResult.UidsExhausted>(await Account.CopyAsync(Info("Sent").Id, Every, Inbox.Id, default));
        Is<CopyResult.UidsExhausted>(await Account.MoveAsync(Info("Sent").Id, Every, Inbox.Id, default));
        Assert.Equal((0, 3), (Inbox.Messages, Info("Sent").Messages));
        Assert.Equal(uint.MaxValue - 2, (await AppendAsync("INBOX")).Uid.Value);
        Assert.Equal(uint.MaxValue - 1, (await AppendAsync("INBOX")).Uid.Value);
        Is<AppendResult.UidsExhausted>(await TryAppendAsync(Inbox.Id, Text("s")));
        Assert.Equal(uint.MaxValue, Inbox.UidNext.Value);
        Assert.Equal(new uint[] { uint.MaxValue - 2, uint.MaxValue - 1 }, await UidsAsync("INBOX"));
    }

    [Fact]
    public async Task A_delivery_is_stored_once_for_each_recipient_over_restarts()
    {
        var key = new DeliveryKey(UInt128.MaxValue - 5, "a@example.com");
        Is<AppendResult.Appended>(await DeliverAsync(key));
        Is<AppendResult.AlreadyDelivered>(await DeliverAsync(key));
        Is<AppendResult.Appended>(await DeliverAsync(key with { Recipient = "b@example.com" }));
        Is<AppendResult.Appended>(await DeliverAsync(key with { Delivery = 5 }));
        await ReopenAsync();
        Is<AppendResult.AlreadyDelivered>(await DeliverAsync(key));
        await CrashAsync();
        Is<AppendResult.AlreadyDelivered>(await DeliverAsync(key with { Delivery = 5 }));
        Assert.Equal(3, Inbox.Messages);
    }

    [Fact]
    public async Task A_delivery_that_no_other_try_can_bring_again_is_stored_whenever_it_comes()
    {
        await using var content = await StageAsync(Text("s"));
        for (var i = 0; i < 2; i++)
            Is<AppendResult.Appended>(await Account.DeliverAsync(Inbox.Id, new(content, MessageFlags.None, Arrival), null, default));
        Assert.Equal(2, Inbox.Messages);
    }

    [Fact]
    public async Task The_key_of_a_message_is_never_given_out_again_over_restarts_and_crashes()
    {
        var keys = new HashSet<long>();
        for (var i = 0; i < 3; i++)
        {
            for (var message = 0; message < 3; message++)
            {
                var uid = (await AppendAsync("INBOX")).Uid;
                Assert.True(keys.Add((await RowAsync("INBOX", uid.Value)).Message));
                await ExpungeAsync("INBOX", uid.Value);
            }

            await (i == 1 ? CrashAsync() : ReopenAsync());
        }
    }

    [Fact]
    public async Task A_delivery_that_was_refused_can_be_tried_again()
    {
        var key = new DeliveryKey(9, "a@x");
        await using var content = await StageAsync(Text("s"));
        Is<AppendResult.MailboxGone>(await Account.DeliverAsync(new(42), new(content, MessageFlags.None, Arrival), key, default));
        Is<AppendResult.TooManyKeywords>(await Account.DeliverAsync(
            Inbox.Id, new(content, Flags(SystemFlags.None, [.. Enumerable.Range(0, 129).Select(i => $"k{i}")]), Arrival), key, default));
        Is<AppendResult.Appended>(await DeliverAsync(key));
    }

    [Fact]
    public async Task Staged_content_that_is_not_used_leaves_nothing()
    {
        await (await Store.StageAsync(-1, default)).DisposeAsync();
        var staging = await Store.StageAsync(100_000, default);
        await staging.WriteAsync(new(new byte[50_000]), default);
        await staging.DisposeAsync();
        await (await StageAsync(new string('x', 100_000))).DisposeAsync();
        Assert.Equal(0, Engine.StagedLeftovers());
        var content = await StageAsync(new string('y', 100_000));
        Is<AppendResult.Appended>(await Account.AppendAsync(Inbox.Id, [new(content, MessageFlags.None, Arrival)], default));
        Is<AppendResult.Appended>(await Account.AppendAsync(Info("Sent").Id, [new(content, MessageFlags.None, Arrival)], default));
        await content.DisposeAsync();
        Assert.Equal(0, Engine.StagedLeftovers());
        Assert.Equal(100_000, (await ContentAsync(await RowAsync("INBOX", 1))).Length);
        Assert.Equal(100_000, (await ContentAsync(await RowAsync("Sent", 1))).Length);
    }

    [Fact]
    public async Task Staged_content_can_be_read_again()
    {
        foreach (var length in new[] { 100, 100_000 })
        {
            await using var content = await StageAsync(new string('z', length));
            var buffer = new byte[60];
            Assert.Equal(60, await content.ReadAsync(length - 60, buffer, default));
            Assert.All(buffer, octet => Assert.Equal((byte)'z', octet));
            Assert.Equal(0, await content.ReadAsync(length, buffer, default));
            Assert.Equal(length, content.Digest.Size);
        }
    }

    [Fact]
    public async Task Flags_are_added_removed_and_replaced()
    {
        await AppendAsync("INBOX", flags: Flags(SystemFlags.Seen, "One"));
        await StoreAsync("INBOX", Every, Add(SystemFlags.Flagged, "Two"));
        Assert.Equal((SystemFlags.Seen | SystemFlags.Flagged, "One,Two"), await JoinedAsync(1));
        await StoreAsync("INBOX", Every, Remove(SystemFlags.Seen | SystemFlags.Draft, "oNE", "absent"));
        Assert.Equal((SystemFlags.Flagged, "Two"), await JoinedAsync(1));
        await StoreAsync("INBOX", Every, Replace(SystemFlags.Answered | SystemFlags.Draft, "one"));
        Assert.Equal((SystemFlags.Answered | SystemFlags.Draft, "One"), await JoinedAsync(1));
        await StoreAsync("INBOX", Every, Replace(SystemFlags.None));
        Assert.Equal((SystemFlags.None, ""), await JoinedAsync(1));
        await ReopenAsync();
        Assert.Equal((SystemFlags.None, ""), await JoinedAsync(1));
        Assert.Equal(["One", "Two"], Inbox.Keywords.Take(2));
    }

    [Fact]
    public async Task Every_flag_and_the_last_of_128_keywords_are_kept()
    {
        await AppendAsync("INBOX");
        var keywords = Enumerable.Range(0, 128).Select(i => $"k{i}").ToArray();
        var all = SystemFlags.Seen | SystemFlags.Answered | SystemFlags.Flagged | SystemFlags.Deleted | SystemFlags.Draft;
        await StoreAsync("INBOX", Every, Add(all, keywords));
        await ReopenAsync();
        Assert.Equal((all, string.Join(',', keywords)), await JoinedAsync(1));
        await StoreAsync("INBOX", Every, Replace(SystemFlags.None, "k127", "k63", "k64"));
        await ReopenAsync();
        Assert.Equal((SystemFlags.None, "k63,k64,k127"), await JoinedAsync(1));
        Is<StoreResult.TooManyKeywords>(await Account.StoreFlagsAsync(Inbox.Id, Every, Add(SystemFlags.Seen, "more"), null, default));
        Assert.Equal((SystemFlags.None, "k63,k64,k127"), await JoinedAsync(1));
        await StoreAsync("INBOX", Every, Remove(SystemFlags.None, "more"));
    }

    [Fact]
    public async Task Neighbours_with_flags_of_their_own_keep_them_in_one_change_of_all()
    {
        await AppendAsync("INBOX", 5);
        await StoreAsync("INBOX", Uids(1), Add(SystemFlags.Answered));
        await StoreAsync("INBOX", Uids(2), Add(SystemFlags.None, [.. Enumerable.Range(0, 70).Select(i => $"k{i}")]));
        await StoreAsync("INBOX", Uids(4), Add(SystemFlags.Seen | SystemFlags.Draft));
        var before = await RowsAsync("INBOX");
        await StoreAsync("INBOX", Every, Add(SystemFlags.Seen, "k69"));
        await StoreAsync("INBOX", Uids(1, 2, 3, 5), Remove(SystemFlags.Answered | SystemFlags.Draft, [.. Enumerable.Range(1, 68).Select(i => $"k{i}")]));
        await ReopenAsync();
        Assert.Equal((SystemFlags.Seen, "k69"), await JoinedAsync(1));
        Assert.Equal((SystemFlags.Seen, "k0,k69"), await JoinedAsync(2));
        Assert.Equal((SystemFlags.Seen, "k69"), await JoinedAsync(3));
        Assert.Equal((SystemFlags.Seen | SystemFlags.Draft, "k69"), await JoinedAsync(4));
        Assert.Equal((SystemFlags.Seen, "k69"), await JoinedAsync(5));
        var after = await RowsAsync("INBOX");
        Assert.True(after[new(4)].ModSeq > before[new(4)].ModSeq);
        Assert.Equal(after[new(3)].ModSeq, after[new(5)].ModSeq);
        await AssertCountersAsync("INBOX");
    }

    [Fact]
    public async Task Only_messages_that_change_get_the_new_ModSeq()
    {
        await AppendAsync("INBOX", 4);
        await StoreAsync("INBOX", Uids(2), Add(SystemFlags.Seen));
        var rows = await RowsAsync("INBOX");
        var stored = await StoreAsync("INBOX", Uids(1, 2, 3, 9), Add(SystemFlags.Seen));
        Assert.Equal(Uids(1, 3), stored.Changed);
        Assert.True(stored.Modified.IsEmpty);
        Assert.Equal(stored.ModSeq, Inbox.HighestModSeq);
        var after = await RowsAsync("INBOX");
        Assert.Equal([true, false, true, false], Enumerable.Range(1, 4).Select(i => after[new(i)].ModSeq == stored.ModSeq));
        Assert.Equal(rows[new(2)], after[new(2)]);
        Assert.Equal(rows[new(4)], after[new(4)]);
        await AssertCountersAsync("INBOX");
    }

    [Fact]
    public async Task A_store_that_changes_nothing_raises_nothing()
    {
        await AppendAsync("INBOX", 2);
        var (tree, info) = (Account.Mailboxes.HighestModSeq, Inbox);
        foreach (var (uids, change) in new[] { (Every, Remove(SystemFlags.Seen)), (Uids(7), Add(SystemFlags.Seen)), (UidSet.Empty, Add(SystemFlags.Seen)) })
        {
            var stored = await StoreAsync("INBOX", uids, change);
            Assert.True(stored.Changed.IsEmpty && stored.Modified.IsEmpty);
            Assert.Equal(info.HighestModSeq, stored.ModSeq);
        }

        Assert.Equal((tree, info.HighestModSeq), (Account.Mailboxes.HighestModSeq, Inbox.HighestModSeq));
    }

    [Fact]
    public async Task Messages_changed_since_are_left_alone_and_reported()
    {
        // RFC 7162 §3.1.3.
        await AppendAsync("INBOX", 3);
        var since = Inbox.HighestModSeq;
        await StoreAsync("INBOX", Uids(2), Add(SystemFlags.Flagged));
        var stored = await StoreAsync("INBOX", Uids(1, 2, 8), Add(SystemFlags.Seen), since);
        Assert.Equal((Uids(1), Uids(2)), (stored.Changed, stored.Modified));
        Assert.Equal(SystemFlags.Flagged, (await FlagsAsync("INBOX", 2)).System);
        var all = await StoreAsync("INBOX", Every, Add(SystemFlags.Answered), ModSeq.Zero);
        Assert.Equal((UidSet.Empty, Uids(1, 2, 3)), (all.Changed, all.Modified));
        Assert.Equal(Uids(3), (await StoreAsync("INBOX", Uids(3), Add(SystemFlags.Answered), since)).Changed);
    }

    [Fact]
    public async Task Flags_of_no_mailbox_are_refused()
    {
        Is<StoreResult.MailboxGone>(await Account.StoreFlagsAsync(new(42), Every, Add(SystemFlags.Seen), null, default));
        Is<ExpungeResult.MailboxGone>(await Account.ExpungeAsync(new(42), Every, default));
        Is<CopyResult.SourceGone>(await Account.CopyAsync(new(42), Every, Inbox.Id, default));
        Is<CopyResult.SourceGone>(await Account.MoveAsync(new(42), Every, Inbox.Id, default));
        await AppendAsync("INBOX");
        Is<CopyResult.DestinationGone>(await Account.CopyAsync(Inbox.Id, Every, new(42), default));
        Is<CopyResult.DestinationGone>(await Account.MoveAsync(Inbox.Id, Every, new(42), default));
    }

    [Fact]
    public async Task Copies_are_made_in_ascending_order_and_what_is_gone_is_left_out()
    {
        await AppendAsync("INBOX", 5);
        await ExpungeAsync("INBOX", 3);
        var copied = Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Uids(5, 3, 1, 4, 77), Info("Sent").Id, default));
        Assert.Equal([(1u, 1u), (4u, 2u), (5u, 3u)], copied.Uids.Select(pair => (pair.Source.Value, pair.Destination.Value)));
        Assert.Equal(Info("Sent").UidValidity, copied.UidValidity);
        Assert.Equal(Info("Sent").HighestModSeq, copied.ModSeq);
        Assert.Equal(4, Inbox.Messages);
        await AssertCountersAsync("Sent");
        Assert.Empty(Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Uids(77), Info("Sent").Id, default)).Uids);
        Assert.Empty(Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Uids(77), Info("Sent").Id, default)).Uids);
    }

    [Fact]
    public async Task A_message_can_be_copied_and_moved_where_it_is_already()
    {
        await AppendAsync("INBOX", 2);
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Uids(1), Inbox.Id, default));
        Assert.Equal(new uint[] { 1u, 2u, 3u }, await UidsAsync("INBOX"));
        Assert.Equal((await IdsAsync("INBOX", 1)).Email, (await IdsAsync("INBOX", 3)).Email);
        var moved = Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Uids(1, 2), Inbox.Id, default));
        Assert.Equal([(1u, 4u), (2u, 5u)], moved.Uids.Select(pair => (pair.Source.Value, pair.Destination.Value)));
        Assert.Equal(new uint[] { 3u, 4u, 5u }, await UidsAsync("INBOX"));
        await AssertCountersAsync("INBOX");
        await ReopenAsync();
        Assert.Equal(new uint[] { 3u, 4u, 5u }, await UidsAsync("INBOX"));
    }

    [Fact]
    public async Task Keywords_keep_their_names_where_the_destination_numbers_them_otherwise()
    {
        await AppendAsync("INBOX", flags: Flags(SystemFlags.None, "a", "b", "c"));
        await StoreAsync("INBOX", Every, Remove(SystemFlags.None, "a"));
        await AppendAsync("Sent", flags: Flags(SystemFlags.None, "x", "C"));
        await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default);
        await Account.MoveAsync(Inbox.Id, Every, Info("Sent").Id, default);
        Assert.Equal(["x", "C", "b"], Info("Sent").Keywords);
        Assert.Equal(["C", "b"], (await FlagsAsync("Sent", 2)).Keywords);
        Assert.Equal(["C", "b"], (await FlagsAsync("Sent", 3)).Keywords);
    }

    [Fact]
    public async Task A_copy_that_needs_too_many_keywords_is_refused_whole()
    {
        await AppendAsync("INBOX", flags: Flags(SystemFlags.None, "one", "more"));
        await AppendAsync("Sent", flags: Flags(SystemFlags.None, [.. Enumerable.Range(0, 127).Select(i => $"k{i}")]));
        Is<CopyResult.TooManyKeywords>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
        Is<CopyResult.TooManyKeywords>(await Account.MoveAsync(Inbox.Id, Every, Info("Sent").Id, default));
        Assert.Equal((1, 1, 127), (Inbox.Messages, Info("Sent").Messages, Info("Sent").Keywords.Length));
        await StoreAsync("INBOX", Every, Remove(SystemFlags.None, "more"));
        Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Sent").Id, default));
    }

    [Fact]
    public async Task Only_deleted_messages_among_those_named_are_expunged()
    {
        await AppendAsync("INBOX", 5);
        await StoreAsync("INBOX", Uids(2, 3, 5), Add(SystemFlags.Deleted));
        var before = Inbox.HighestModSeq;
        var result = Is<ExpungeResult.Expunged>(await Account.ExpungeAsync(Inbox.Id, Uids(1, 2, 5, 9), default));
        Assert.Equal(Uids(2, 5), result.Uids);
        Assert.True(result.ModSeq > before);
        Assert.Equal(result.ModSeq, Inbox.HighestModSeq);
        Assert.Equal(new uint[] { 1u, 3u, 4u }, await UidsAsync("INBOX"));
        Assert.Equal((3, 3, 1), (Inbox.Messages, Inbox.Unseen, Inbox.Deleted));
        await AssertCountersAsync("INBOX");
        var nothing = Is<ExpungeResult.Expunged>(await Account.ExpungeAsync(Inbox.Id, Uids(1, 2), default));
        Assert.Equal((UidSet.Empty, Inbox.HighestModSeq), (nothing.Uids, nothing.ModSeq));
        Assert.Equal(result.ModSeq, Inbox.HighestModSeq);
    }

    [Fact]
    public async Task What_is_removed_goes_whatever_its_flags_and_in_one_commit()
    {
        await AppendAsync("INBOX", 5);
        await StoreAsync("INBOX", Uids(2, 4), Add(SystemFlags.Deleted));
        var before = Inbox.HighestModSeq;
        var result = Is<ExpungeResult.Expunged>(await Account.RemoveAsync(Inbox.Id, Uids(1, 2, 3, 9), default));
        Assert.Equal(Uids(1, 2, 3), result.Uids);
        Assert.Equal(new ModSeq(before.Value + 1), Inbox.HighestModSeq);
        Assert.Equal(new uint[] { 4u, 5u }, await UidsAsync("INBOX"));
        await AssertCountersAsync("INBOX");
        Assert.Equal(Uids(1, 2, 3), await Account.VanishedSinceAsync(Inbox.Id, before, Every, default));
        Assert.Equal(UidSet.Empty, Is<ExpungeResult.Expunged>(await Account.RemoveAsync(Inbox.Id, Uids(1, 2), default)).Uids);
        Is<ExpungeResult.MailboxGone>(await Account.RemoveAsync(new(42), Every, default));
        await CrashAsync();
        Assert.Equal(new uint[] { 4u, 5u }, await UidsAsync("INBOX"));
    }

    [Fact]
    public async Task What_vanished_since_is_known_one_by_one_and_survives_restarts()
    {
        // RFC 7162 §3.2.5.1.
        await AppendAsync("INBOX", 10);
        var start = Inbox.HighestModSeq;
        await ExpungeAsync("INBOX", 2, 3, 4);
        var middle = Inbox.HighestModSeq;
        await Account.MoveAsync(Inbox.Id, Uids(9), Info("Sent").Id, default);
        await CrashAsync();
        Assert.Equal(Uids(2, 3, 4, 9), await Account.VanishedSinceAsync(Inbox.Id, start, Every, default));
        Assert.Equal(Uids(9), await Account.VanishedSinceAsync(Inbox.Id, middle, Every, default));
        Assert.Equal(Uids(3, 4), await Account.VanishedSinceAsync(Inbox.Id, start, UidSet.Of(new(3), new(8)), default));
        Assert.Equal(UidSet.Empty, await Account.VanishedSinceAsync(Inbox.Id, Inbox.HighestModSeq, Every, default));
        Assert.True(Inbox.VanishedFloor <= start);
    }

    [Fact]
    public async Task Messages_are_counted_by_UID_with_and_without_the_rows_in_memory()
    {
        await AppendAsync("INBOX", 10);
        await ExpungeAsync("INBOX", 2, 3, 10);
        var asked = Uids(1, 2, 5, 6, 10, 11);
        await ReopenAsync();
        Assert.Equal(3, await Account.CountAsync(Inbox.Id, asked, default));
        Assert.Equal(7, await Account.CountAsync(Inbox.Id, Every, default));
        await UidsAsync("INBOX");
        Assert.Equal(3, await Account.CountAsync(Inbox.Id, asked, default));
        Assert.Equal(7, await Account.CountAsync(Inbox.Id, Every, default));
        Assert.Equal(0, await Account.CountAsync(Inbox.Id, UidSet.Empty, default));
        Assert.Equal(0, await Account.CountAsync(new(42), Every, default));
    }

    [Fact]
    public async Task ModSeqs_grow_over_the_whole_account_and_a_mailbox_has_the_newest_that_touched_it()
    {
        var last = Account.Mailboxes.HighestModSeq;
        void Grew(ModSeq newest)
        {
            Assert.True(newest > last);
            Assert.True(Account.Mailboxes.HighestModSeq >= newest);
            last = Account.Mailboxes.HighestModSeq;
        }

        await AppendAsync("INBOX", 3);
        Grew(Inbox.HighestModSeq);
        await AppendAsync("Sent", 1);
        Grew(Info("Sent").HighestModSeq);
        var sent = Info("Sent");
        Grew((await StoreAsync("INBOX", Uids(1), Add(SystemFlags.Seen))).ModSeq);
        Grew(Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Uids(1), Info("Archive").Id, default)).ModSeq);
        var inbox = Inbox.HighestModSeq;
        Assert.True(inbox < Info("Archive").HighestModSeq);
        await CrashAsync();
        Assert.Equal(last, Account.Mailboxes.HighestModSeq);
        Grew(Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Uids(2), Info("Archive").Id, default)).ModSeq);
        Assert.True(Inbox.HighestModSeq > inbox);
        await ExpungeAsync("INBOX", 3);
        Grew(Inbox.HighestModSeq);
        Assert.Equal(sent, Info("Sent"));
        await ReopenAsync();
        Assert.Equal(last, Account.Mailboxes.HighestModSeq);
        Assert.Equal(sent, Info("Sent") with { Keywords = sent.Keywords });
    }

    [Fact]
    public async Task Writers_at_the_same_time_all_succeed_and_none_shares_a_UID()
    {
        await using var content = await StageAsync(Text("s"));
        var inbox = Inbox.Id;
        var tasks = Enumerable.Range(0, 200).Select(async i =>
        {
            await Task.Yield();
            var appended = Is<AppendResult.Appended>(await Account.AppendAsync(inbox, [new(content, Flags(SystemFlags.None, $"k{i % 5}"), Arrival)], default));
            await Account.StoreFlagsAsync(inbox, UidSet.Of(appended.Messages[0].Uid), Add(SystemFlags.Seen), null, default);
            return appended.Messages[0].Uid;
        });
        var uids = await Task.WhenAll(tasks);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (uint)i), uids.Select(uid => uid.Value).Order());
        Assert.Equal((200, 0), (Inbox.Messages, Inbox.Unseen));
        await AssertCountersAsync("INBOX");
        await CrashAsync();
        Assert.Equal((200, 0, 5), (Inbox.Messages, Inbox.Unseen, Inbox.Keywords.Length));
        await AssertCountersAsync("INBOX");
    }

    [Fact]
    public async Task A_write_given_up_before_it_began_does_nothing()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await AppendAsync("INBOX");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Account.StoreFlagsAsync(Inbox.Id, Every, Add(SystemFlags.Seen), null, gone.Token));
        Assert.Equal(1, Inbox.Unseen);
    }

    private async Task<(SystemFlags System, string Keywords)> JoinedAsync(uint uid)
    {
        var (system, keywords) = await FlagsAsync("INBOX", uid);
        return (system, string.Join(',', keywords));
    }
}
