using System.Text;
using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>The identity rules: which ids, UIDs and UIDVALIDITYs survive what.</summary>
public abstract class IdentityContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    [Fact]
    public async Task Ids_are_unique_over_all_accounts_and_ordered_by_time()
    {
        var other = NewAccountId();
        await Store.CreateAccountAsync(other, default);
        await using var second = await Store.OpenAccountAsync(other, default);
        var mailboxes = Account.Mailboxes.ById.Keys.Concat(second.Mailboxes.ById.Keys).ToList();
        Assert.Equal(12, mailboxes.Distinct().Count());
        var first = await AppendAsync("INBOX");
        second.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
        var copy = Assert.Single(Is<AppendResult.Appended>(await TryAppendAsync(inbox!.Id, Text("s"), account: second)).Messages);
        Assert.NotEqual(first.EmailId, copy.EmailId);
        Assert.NotEqual(first.ThreadId, copy.ThreadId);
        Assert.True(first.EmailId.Value.ToUInt128() >> 80 <= copy.EmailId.Value.ToUInt128() >> 80);
        Assert.StartsWith("M", first.EmailId.ToString());
        Assert.StartsWith("T", first.ThreadId.ToString());
        Assert.StartsWith("F", inbox.Id.ToString());
    }

    [Fact]
    public async Task An_append_makes_a_new_message_even_of_the_same_octets()
    {
        var first = await AppendAsync("INBOX", Text("same"));
        var second = await AppendAsync("INBOX", Text("same"));
        Assert.NotEqual(first.EmailId, second.EmailId);
        Assert.NotEqual(first.ThreadId, second.ThreadId);
        Assert.Equal(new Uid(first.Uid.Value + 1), second.Uid);
        Assert.Equal((first.EmailId, first.ThreadId), await IdsAsync("INBOX", first.Uid.Value));
    }

    [Fact]
    public async Task An_answer_joins_the_thread_of_the_nearest_message_it_answers()
    {
        var first = await AppendAsync("INBOX", Text("one", "one@x"));
        var second = await AppendAsync("Sent", Text("two", "two@x", "<one@x>"));
        var third = await AppendAsync("INBOX", Text("three", "three@x", "<one@x> <absent@x>"));
        var alone = await AppendAsync("INBOX", Text("four", "four@x", "<absent@x>"));
        Assert.Equal(first.ThreadId, second.ThreadId);
        Assert.Equal(first.ThreadId, third.ThreadId);
        Assert.NotEqual(first.ThreadId, alone.ThreadId);
        await ReopenAsync();
        Assert.Equal(first.ThreadId, (await AppendAsync("INBOX", Text("five", "five@x", "<two@x>"))).ThreadId);
    }

    [Fact]
    public async Task Threads_never_merge_and_a_message_never_changes_its_thread()
    {
        // RFC 8474 §5.2.
        var first = await AppendAsync("INBOX", Text("one", "one@x"));
        var second = await AppendAsync("INBOX", Text("two", "two@x"));
        var both = await AppendAsync("INBOX", Text("both", "both@x", "<one@x> <two@x>"));
        Assert.Equal(second.ThreadId, both.ThreadId);
        Assert.Equal(first.ThreadId, (await IdsAsync("INBOX", 1)).Thread);
        Assert.Equal(second.ThreadId, (await IdsAsync("INBOX", 2)).Thread);
    }

    [Fact]
    public async Task One_delivery_to_two_accounts_is_two_messages()
    {
        var other = NewAccountId();
        await Store.CreateAccountAsync(other, default);
        await using var second = await Store.OpenAccountAsync(other, default);
        var here = Is<AppendResult.Appended>(await DeliverAsync(new(1, "a@x"))).Messages[0];
        var there = Is<AppendResult.Appended>(await DeliverAsync(new(1, "b@x"), second)).Messages[0];
        Assert.NotEqual(here.EmailId, there.EmailId);
    }

    [Fact]
    public async Task A_copy_keeps_its_ids_date_and_flags_and_gets_a_new_UID()
    {
        var message = await AppendAsync("INBOX", flags: Flags(SystemFlags.Flagged, "Kept"));
        await AppendAsync("Archive", 3);
        var copied = Is<CopyResult.Copied>(await Account.CopyAsync(Inbox.Id, Every, Info("Archive").Id, default));
        Assert.Equal(new CopiedMessage(message.Uid, new(4)), Assert.Single(copied.Uids));
        Assert.Equal((message.EmailId, message.ThreadId), await IdsAsync("Archive", 4));
        var (from, to) = (await RowAsync("INBOX", 1), await RowAsync("Archive", 4));
        Assert.Equal((from.InternalDate, from.Size), (to.InternalDate, to.Size));
        Assert.Equal(copied.ModSeq, to.ModSeq);
        var (system, keywords) = await FlagsAsync("Archive", 4);
        Assert.Equal(SystemFlags.Flagged, system);
        Assert.Equal(["Kept"], keywords);
        Assert.Equal(await ContentAsync(from), await ContentAsync(to));
    }

    [Fact]
    public async Task A_move_keeps_its_ids_and_leaves_nothing_behind()
    {
        var message = await AppendAsync("INBOX", flags: Flags(SystemFlags.Seen, "Kept"));
        var row = await RowAsync("INBOX", 1);
        var moved = Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Every, Info("Trash").Id, default));
        Assert.Equal(new CopiedMessage(message.Uid, new(1)), Assert.Single(moved.Uids));
        Assert.Equal(Info("Trash").UidValidity, moved.UidValidity);
        Assert.Equal((message.EmailId, message.ThreadId), await IdsAsync("Trash", 1));
        Assert.Empty(await UidsAsync("INBOX"));
        Assert.Equal(row.InternalDate, (await RowAsync("Trash", 1)).InternalDate);
        Assert.Equal(Uids(1), await Account.VanishedSinceAsync(Inbox.Id, new(moved.ModSeq.Value - 1), Every, default));
        await AssertCountersAsync("INBOX");
        await AssertCountersAsync("Trash");
    }

    [Fact]
    public async Task At_every_commit_a_moved_message_is_in_one_mailbox_never_in_both_or_neither()
    {
        // RFC 6851 §3.3.
        await AppendAsync("INBOX", 25_000);
        var sums = new List<int>();
        using (Account.Watch(() => sums.Add(Inbox.Messages + Info("Archive").Messages)))
            Is<CopyResult.Copied>(await Account.MoveAsync(Inbox.Id, Every, Info("Archive").Id, default));
        Assert.NotEmpty(sums);
        Assert.All(sums, sum => Assert.Equal(25_000, sum));
        Assert.Equal((0, 25_000), (Inbox.Messages, Info("Archive").Messages));
        await CrashAsync();
        Assert.Equal((0, 25_000), (Inbox.Messages, Info("Archive").Messages));
    }

    [Fact]
    public async Task UIDVALIDITY_only_grows_over_the_whole_account()
    {
        var highest = Account.Mailboxes.ById.Values.Max(mailbox => mailbox.UidValidity.Value);
        for (var i = 0; i < 6; i++)
        {
            var mailbox = await CreateAsync($"m{i}");
            Assert.True(mailbox.UidValidity.Value > highest);
            highest = mailbox.UidValidity.Value;
            await (i % 3 == 0 ? ReopenAsync() : i % 3 == 1 ? CrashAsync() : Task.CompletedTask);
            Is<MailboxResult.Done>(await Account.DeleteMailboxAsync(Name($"m{i}"), default));
        }
    }

    [Fact]
    public async Task A_mailbox_made_again_has_a_new_id_and_a_larger_UIDVALIDITY()
    {
        var first = await CreateAsync("again");
        await AppendAsync("again", 2);
        await Account.DeleteMailboxAsync(Name("again"), default);
        await ReopenAsync();
        var second = await CreateAsync("again");
        Assert.NotEqual(first.Id, second.Id);
        Assert.True(second.UidValidity.Value > first.UidValidity.Value);
        Assert.Equal((0, 1u), (second.Messages, second.UidNext.Value));
        Assert.Empty(await UidsAsync("again"));
    }

    [Fact]
    public async Task A_rename_keeps_id_UIDs_and_UIDVALIDITY_of_the_mailbox_and_of_what_is_below()
    {
        var top = await CreateAsync("top");
        var child = await CreateAsync("top/child/grandchild");
        await AppendAsync("top", 2);
        await AppendAsync("top/child/grandchild", 3);
        await ExpungeAsync("top/child/grandchild", 2);
        var renamed = Is<MailboxResult.Done>(await Account.RenameMailboxAsync(Name("top"), Name("new/place"), default)).Mailbox;
        Assert.Equal((top.Id, top.UidValidity, 3u), (renamed.Id, renamed.UidValidity, renamed.UidNext.Value));
        Assert.Equal(Name("new/place"), renamed.Name);
        var below = Info("new/place/child/grandchild");
        Assert.Equal((child.Id, child.UidValidity, 4u), (below.Id, below.UidValidity, below.UidNext.Value));
        Assert.Equal(new uint[] { 1u, 3u }, await UidsAsync("new/place/child/grandchild"));
        Assert.False(Account.Mailboxes.TryGet(Name("top"), out _));
        Assert.False(Account.Mailboxes.TryGet(Name("top/child"), out _));
        Assert.True(Info("new").IsSelectable);
        await ReopenAsync();
        Assert.Equal(top.Id, Info("new/place").Id);
        Assert.Equal(new uint[] { 1u, 2u }, await UidsAsync("new/place"));
    }

    [Fact]
    public async Task Renaming_INBOX_moves_its_messages_to_a_new_mailbox_and_leaves_it_empty()
    {
        // RFC 9051 §6.3.6.
        await CreateAsync("INBOX/child");
        var first = await AppendAsync("INBOX", flags: Flags(SystemFlags.Seen, "Kept"));
        await AppendAsync("INBOX", Text("two"), Flags(SystemFlags.Deleted));
        await AppendAsync("INBOX", Text("three"));
        await ExpungeAsync("INBOX", 2);
        var before = Inbox;
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        var heir = Is<MailboxResult.Done>(await Account.RenameMailboxAsync(MailboxName.Inbox, Name("old/inbox"), default)).Mailbox;
        Assert.NotEqual(before.Id, heir.Id);
        Assert.True(heir.UidValidity.Value > before.UidValidity.Value);
        Assert.Equal((2, 1, 0), (heir.Messages, heir.Unseen, heir.Deleted));
        Assert.Equal((before.Id, before.UidValidity, 0, 0, 0L), (Inbox.Id, Inbox.UidValidity, Inbox.Messages, Inbox.Unseen, Inbox.Bytes));
        Assert.True(Inbox.UidNext >= before.UidNext);
        Assert.True(Info("INBOX/child").IsSelectable);
        Assert.Equal(first.EmailId, (await IdsAsync("old/inbox", (await UidsAsync("old/inbox"))[0])).Email);
        Assert.Equal(["Kept"], (await FlagsAsync("old/inbox", (await UidsAsync("old/inbox"))[0])).Keywords);
        var changes = await view.SyncAsync(expunges: true, default);
        Assert.Equal((2, 0, false), (changes.Expunged.Length, changes.Added, changes.MailboxGone));
        await AssertCountersAsync("INBOX");
        await AssertCountersAsync("old/inbox");
        var next = await AppendAsync("INBOX");
        Assert.True(next.Uid >= before.UidNext);
        Assert.Equal(Uids(1, 3), await Account.VanishedSinceAsync(Inbox.Id, before.HighestModSeq, Every, default));
        await CrashAsync();
        Assert.Equal((1, 2), (Inbox.Messages, Info("old/inbox").Messages));
        Assert.Equal(new uint[] { next.Uid.Value }, await UidsAsync("INBOX"));
    }

    [Fact]
    public async Task A_restored_backup_is_whole_and_every_mailbox_has_a_new_UIDVALIDITY()
    {
        var small = await AppendAsync("INBOX", Text("small"), Flags(SystemFlags.Seen, "Kept"));
        var large = new string('l', (2 * Engine.Threshold) + 1);
        await AppendAsync("Sent", large);
        await AppendAsync("INBOX", 2);
        await ExpungeAsync("INBOX", 2);
        var folder = Path.Combine(Path.GetTempPath(), $"culver-backup-{AccountId}");
        await Store.BackupAsync(AccountId, folder, default);
        await AppendAsync("INBOX", 1);
        await using var restored = await Engine.RestoreAsync(AccountId, folder);
        Assert.Empty(await restored.Store.CheckAsync(AccountId, default));
        await using var account = await restored.Store.OpenAccountAsync(AccountId, default);
        foreach (var mailbox in Account.Mailboxes.ById.Values)
        {
            Assert.True(account.Mailboxes.TryGet(mailbox.Name, out var again));
            Assert.True(again.UidValidity.Value > mailbox.UidValidity.Value);
            Assert.Equal(mailbox.SpecialUse, again.SpecialUse);
        }

        Assert.Equal(Account.Mailboxes.Subscriptions, account.Mailboxes.Subscriptions);
        account.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
        Assert.Equal((2, 1), (inbox!.Messages, inbox.Unseen));
        account.Mailboxes.TryGet(Name("Sent"), out var sent);
        using var view = (await account.OpenViewAsync(sent!.Id, default))!;
        var row = (await view.SnapshotAsync(default))[new(1)];
        await using var content = await account.OpenContentAsync(row, default);
        var bytes = new byte[content.Length];
        await content.ReadAsync(0, bytes, default);
        Assert.Equal(large, Encoding.Latin1.GetString(bytes));
        using var inboxView = (await account.OpenViewAsync(inbox.Id, default))!;
        using var batch = await account.ReadMessagesAsync((await inboxView.SnapshotAsync(default)).RowsFrom(new(1)), MessageParts.Ids, default);
        Assert.Equal(small.EmailId, batch[0].EmailId);
        Assert.Equal(3, Inbox.Messages);
    }

    [Fact]
    public async Task A_UID_is_never_given_twice()
    {
        await AppendAsync("INBOX", 3);
        await ExpungeAsync("INBOX", 3);
        await ReopenAsync();
        Assert.Equal(4u, (await AppendAsync("INBOX")).Uid.Value);
        await ExpungeAsync("INBOX", 4);
        await CrashAsync();
        Assert.Equal(5u, Inbox.UidNext.Value);
        Assert.Equal(5u, (await AppendAsync("INBOX")).Uid.Value);
    }

    [Fact]
    public async Task What_was_received_is_returned_octet_for_octet()
    {
        foreach (var length in new[] { 0, 1, Engine.Threshold - 1, Engine.Threshold, Engine.Threshold + 1, 300_000 })
        {
            var random = new Random(length);
            var bytes = new byte[length];
            for (var i = 0; i < length; i++)
                bytes[i] = (byte)random.Next(1, 256);
            await using var content = await StageAsync(bytes);
            Assert.Equal(length, content.Length);
            var stored = Is<AppendResult.Appended>(await Account.AppendAsync(Inbox.Id, [new(content, MessageFlags.None, Arrival)], default));
            var row = await RowAsync("INBOX", stored.Messages[0].Uid.Value);
            Assert.Equal(length, row.Size);
            Assert.Equal(bytes, await ContentAsync(row));
            await ReopenAsync();
            Assert.Equal(bytes, await ContentAsync(await RowAsync("INBOX", stored.Messages[0].Uid.Value)));
        }
    }

    [Fact]
    public async Task Content_that_literals_cannot_carry_is_recoded_on_arrival()
    {
        await using var content = await StageAsync("Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\na\0b"u8.ToArray());
        await Account.AppendAsync(Inbox.Id, [new(content, MessageFlags.None, Arrival)], default);
        var bytes = await ContentAsync(await RowAsync("INBOX", 1));
        Assert.DoesNotContain((byte)0, bytes);
        Assert.Contains(Convert.ToBase64String("a\0b"u8), Encoding.Latin1.GetString(bytes));
        Assert.Equal(bytes.Length, (await RowAsync("INBOX", 1)).Size);
    }

    [Fact]
    public async Task An_internal_date_keeps_its_second_and_zone()
    {
        foreach (var date in new[] { Arrival, new(1999, 12, 31, 23, 59, 59, TimeSpan.FromHours(-9.5)), new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero) })
        {
            await using var content = await StageAsync(Text("s"));
            var stored = Is<AppendResult.Appended>(await Account.AppendAsync(Inbox.Id, [new(content, MessageFlags.None, date)], default));
            await ReopenAsync();
            var kept = (await RowAsync("INBOX", stored.Messages[0].Uid.Value)).InternalDate.ToDateTimeOffset();
            Assert.Equal((date, date.Offset), (kept, kept.Offset));
        }
    }
}
