using System.Text;
using Culver.Mime;
using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>Views, reading, searching, and what becomes of an account.</summary>
public abstract class ViewContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    [Fact]
    public async Task A_view_shows_what_was_told_until_it_syncs()
    {
        await AppendAsync("INBOX", 3);
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        await StoreAsync("INBOX", Uids(1), Add(SystemFlags.Flagged));
        await ExpungeAsync("INBOX", 2);
        await AppendAsync("INBOX", 2);
        Assert.True(view.IsBehind);
        Assert.Equal((3, 3), (view.Count, view.Told.Messages));
        var rows = await view.SnapshotAsync(default);
        Assert.Equal([1u, 2u, 3u], rows.RunsFrom(new(1)).SelectMany(run => run.ToArray()).Select(row => row.Uid.Value));
        var changes = await view.SyncAsync(expunges: true, default);
        Assert.Equal(new NumberedUid(new(2), new(2)), Assert.Single(changes.Expunged));
        Assert.Equal((1u, 1), (Assert.Single(changes.Changed).Row.Uid.Value, changes.Changed[0].Number.Value));
        Assert.Equal((2, 4), (changes.Added, view.Count));
        Assert.False(view.IsBehind);
    }

    [Fact]
    public async Task Two_views_are_told_the_same_at_their_own_times()
    {
        await AppendAsync("INBOX", 4);
        using var first = (await Account.OpenViewAsync(Inbox.Id, default))!;
        using var second = (await Account.OpenViewAsync(Inbox.Id, default))!;
        await first.SnapshotAsync(default);
        await ExpungeAsync("INBOX", 1);
        Assert.Single((await first.SyncAsync(expunges: true, default)).Expunged);
        Assert.True((await second.SyncAsync(expunges: false, default)).Expunged.IsEmpty);
        await ExpungeAsync("INBOX", 3);
        await AppendAsync("INBOX", 1);
        var late = await second.SyncAsync(expunges: true, default);
        Assert.Equal([(1, 1u), (3, 3u)], late.Expunged.Select(gone => (gone.Number.Value, gone.Uid.Value)));
        Assert.Equal(1, late.Added);
        var soon = await first.SyncAsync(expunges: true, default);
        Assert.Equal([(2, 3u)], soon.Expunged.Select(gone => (gone.Number.Value, gone.Uid.Value)));
        Assert.Equal(first.Count, second.Count);
    }

    [Fact]
    public async Task Leases_of_one_account_see_each_others_changes_at_once()
    {
        await using var other = await Store.OpenAccountAsync(AccountId, default);
        using var view = (await other.OpenViewAsync(Inbox.Id, default))!;
        await AppendAsync("INBOX", 1);
        Assert.True(view.IsBehind);
        Assert.Equal(1, (await view.SyncAsync(expunges: false, default)).Added);
        Assert.Same(other.Mailboxes, Account.Mailboxes);
    }

    [Fact]
    public async Task What_a_view_shows_can_be_read_after_it_was_expunged()
    {
        var text = Text("kept", body: new string('b', 10_000));
        await AppendAsync("INBOX", text);
        await AppendAsync("INBOX", Text("small"));
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        var rows = await view.SnapshotAsync(default);
        await ExpungeAsync("INBOX", 1, 2);
        await view.SyncAsync(expunges: false, default);
        Assert.Equal(text, Encoding.Latin1.GetString(await ContentAsync(rows[new(1)])));
        Assert.Equal(Text("small"), Encoding.Latin1.GetString(await ContentAsync(rows[new(2)])));
        using var batch = await Account.ReadMessagesAsync(rows.RowsFrom(new(1)), MessageParts.Digest, default);
        Assert.Equal("kept", MessageDigest.Read(batch.Digest(0)).BaseSubject, ignoreCase: true);
    }

    [Fact]
    public async Task A_view_of_a_new_keyword_says_so()
    {
        await AppendAsync("INBOX", 1);
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        await StoreAsync("INBOX", Every, Add(SystemFlags.None, "$New"));
        Assert.True((await view.SyncAsync(expunges: false, default)).KeywordsChanged);
        Assert.Equal(["$New"], view.Told.Keywords);
    }

    [Fact]
    public async Task Clients_of_two_views_agree_with_the_mailbox_after_any_changes()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            await CreateAsync($"r{seed}");
            var name = $"r{seed}";
            await AppendAsync(name, 300);
            using var one = (await Account.OpenViewAsync(Info(name).Id, default))!;
            using var two = (await Account.OpenViewAsync(Info(name).Id, default))!;
            var known = new[] { Enumerable.Range(1, 300).Select(i => (uint)i).ToList(), [.. Enumerable.Range(1, 300).Select(i => (uint)i)] };
            for (var step = 0; step < 25; step++)
            {
                var uid = (uint)random.Next(1, (int)Info(name).UidNext.Value);
                switch (random.Next(5))
                {
                    case 0:
                        await AppendAsync(name, random.Next(1, 5));
                        break;
                    case 1:
                        await ExpungeAsync(name, uid, uid + 1, uid + 5);
                        break;
                    case 2:
                        await StoreAsync(name, UidSet.Of(new(uid), new(uid + 10)), Add((SystemFlags)random.Next(8)));
                        break;
                    default:
                        var which = random.Next(2);
                        await FollowAsync(which == 0 ? one : two, known[which], random.Next(2) == 0);
                        break;
                }
            }

            await FollowAsync(one, known[0], expunges: true);
            await FollowAsync(two, known[1], expunges: true);
            Assert.Equal(await UidsAsync(name), known[0]);
            Assert.Equal(known[0], known[1]);
        }
    }

    [Fact]
    public async Task Each_message_is_recent_for_one_session_only()
    {
        // RFC 3501 §2.3.2.
        await AppendAsync("INBOX", 3);
        Assert.Equal(1u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: false).Value);
        Assert.Equal(1u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: true).Value);
        Assert.Equal(4u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: true).Value);
        await AppendAsync("INBOX", 2);
        Assert.Equal(4u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: false).Value);
        Assert.Equal(4u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: true).Value);
        await ReopenAsync();
        Assert.Equal(6u, Account.Recent(Inbox.Id, Inbox.UidNext, claim: true).Value);
        Assert.Equal(6u, Inbox.RecentFloor.Value);
    }

    [Fact]
    public async Task Messages_are_read_in_the_order_asked_a_part_at_a_time()
    {
        var large = new string('l', Engine.Threshold + 100);
        await AppendAsync("INBOX", Text("one"));
        await AppendAsync("INBOX", Text("two", body: large));
        await AppendAsync("INBOX", Text("three"));
        var rows = new[] { await RowAsync("INBOX", 3), await RowAsync("INBOX", 2), await RowAsync("INBOX", 1) };
        using var batch = await Account.ReadMessagesAsync(rows, MessageParts.Digest | MessageParts.Ids | MessageParts.InlineContent, default);
        Assert.Equal(3, batch.Count);
        string[] subjects = ["three", "two", "one"];
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(subjects[i], MessageDigest.Read(batch.Digest(i)).BaseSubject, ignoreCase: true);
            Assert.Equal(await IdsAsync("INBOX", rows[i].Uid.Value), (batch[i].EmailId, batch[i].ThreadId));
        }

        Assert.Equal(Text("three"), Encoding.Latin1.GetString(batch.Content(0)!.Value.Span));
        Assert.Null(batch.Content(1));
        using var ids = await Account.ReadMessagesAsync(rows, MessageParts.Ids, default);
        Assert.True(ids.Digest(0).IsEmpty);
        Assert.Null(ids.Content(0));
    }

    [Fact]
    public async Task Digests_are_shown_in_the_order_asked_until_the_reader_ends()
    {
        for (var i = 0; i < 12; i++)
        {
            await AppendAsync("INBOX", Text($"subject {i}"));
            if (i % 3 == 0)
                await AppendAsync("Sent", 1);
        }

        var rows = (await RowsAsync("INBOX")).RowsFrom(new(1)).ToArray();
        IndexRow gone = rows[5] with { Message = rows[5].Message + 1_000_000 };
        IndexRow[][] orders =
            [rows, rows[3..9], [.. rows.Reverse()], [rows[4], rows[4]], [rows[1], rows[^1]], [gone], [rows[2], gone], [rows[2], rows[3], rows[3] with { Message = rows[4].Message - 1 }, rows[4]], []];
        foreach (var asked in orders)
        {
            using var batch = await Account.ReadMessagesAsync(asked, MessageParts.Digest, default);
            for (var most = 0; most <= asked.Length; most++)
            {
                var seen = new SeenDigests(most);
                Assert.Equal(most, await Account.ShowDigestsAsync(asked, seen, default));
                Assert.Equal(Enumerable.Range(0, most), seen.Places);
                for (var i = 0; i < most; i++)
                    Assert.Equal(batch.Digest(i).ToArray(), seen.Digests[i]);
            }
        }
    }

    [Fact]
    public async Task A_batch_is_bounded_and_never_empty()
    {
        for (var i = 0; i < 4; i++)
            await AppendAsync("INBOX", 500);
        var rows = await RowsAsync("INBOX");
        for (var next = 1; next <= rows.Count;)
        {
            using var batch = await Account.ReadMessagesAsync(rows.RowsFrom(new(next)), MessageParts.Digest | MessageParts.InlineContent, default);
            Assert.InRange(batch.Count, 1, rows.Count);
            next += batch.Count;
        }
    }

    [Fact]
    public async Task Search_finds_substrings_of_decoded_text_in_the_scope_asked()
    {
        await AppendAsync("INBOX", Text("The Quick Fox", body: "jumps over"));
        await AppendAsync("INBOX", Text("other", body: "the quick fox"));
        await AppendAsync("INBOX", Text("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", body: new string('x', Engine.Threshold) + " the end"));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(Uids(1, 2), await SearchAsync(("QUICK f", TextScope.HeaderAndBody)));
            Assert.Equal(Uids(2), await SearchAsync(("quick f", TextScope.Body)));
            Assert.Equal(Uids(1), await SearchAsync(("quick", TextScope.HeaderAndBody), ("JUMPS", TextScope.Body)));
            Assert.Equal(Uids(3), await SearchAsync(("GRÜSSE", TextScope.HeaderAndBody)));
            Assert.Equal(Uids(3), await SearchAsync(("X the End", TextScope.Body)));
            Assert.Equal(Uids(1, 2, 3), await SearchAsync(("", TextScope.Body)));
            Assert.Equal(Uids(1, 2, 3), await SearchAsync());
            Assert.Equal(UidSet.Empty, await SearchAsync(("absent", TextScope.HeaderAndBody)));
            await (round == 0 ? ReopenAsync() : CrashAsync());
        }
    }

    [Fact]
    public async Task Search_is_right_for_what_arrived_moved_and_went_since()
    {
        await AppendAsync("INBOX", Text("a", body: "albatross one"));
        Assert.Equal(Uids(1), await SearchAsync(("albatross", TextScope.Body)));
        await AppendAsync("INBOX", Text("a", body: "albatross two"));
        Assert.Equal(Uids(1, 2), await SearchAsync(("albatross", TextScope.Body)));
        await Account.CopyAsync(Inbox.Id, Every, Inbox.Id, default);
        Assert.Equal(Uids(1, 2, 3, 4), await SearchAsync(("albatross", TextScope.Body)));
        await ExpungeAsync("INBOX", 1, 2, 3);
        Assert.Equal(Uids(4), await SearchAsync(("albatross two", TextScope.Body)));
        Assert.Equal(UidSet.Empty, await SearchAsync(("albatross one", TextScope.Body)));
    }

    [Fact]
    public async Task An_account_that_is_not_there_cannot_be_opened() =>
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Store.OpenAccountAsync(NewAccountId(), default));

    [Fact]
    public async Task Making_an_account_again_changes_nothing()
    {
        await AppendAsync("INBOX", 2);
        var before = Account.Mailboxes;
        await Store.CreateAccountAsync(AccountId, default);
        Assert.Equal(before.ById[Inbox.Id], Inbox);
        Assert.Equal(2, Inbox.Messages);
    }

    [Fact]
    public async Task Accounts_are_listed_and_apart()
    {
        var other = NewAccountId();
        await Store.CreateAccountAsync(other, default);
        await AppendAsync("INBOX", 2);
        await using (var second = await Store.OpenAccountAsync(other, default))
        {
            second.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
            Assert.Equal(0, inbox!.Messages);
            Assert.Equal(other, second.Id);
        }

        Assert.Equal(new[] { AccountId, other }.Order(), (await AccountsAsync()).Order());
    }

    [Fact]
    public async Task A_deleted_account_is_gone_for_everybody()
    {
        await AppendAsync("INBOX", 1);
        var woken = 0;
        using var watch = Account.Watch(() => woken++);
        using var view = (await Account.OpenViewAsync(Inbox.Id, default))!;
        var inbox = Inbox.Id;
        var row = await RowAsync("INBOX", 1);
        await Store.DeleteAccountAsync(AccountId, default);
        Assert.True(woken > 0);
        Assert.Throws<AccountGoneException>(() => Account.Mailboxes);
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Account.OpenViewAsync(inbox, default));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await TryAppendAsync(inbox, Text("s")));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Account.StoreFlagsAsync(inbox, Every, Add(SystemFlags.Seen), null, default));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Account.CreateMailboxAsync(Name("x"), SpecialUse.None, default));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Account.ReadMessagesAsync(new[] { row }, MessageParts.Ids, default));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Account.SearchTextAsync(new[] { row }, [new("x", TextScope.Body)], default));
        await Assert.ThrowsAsync<AccountGoneException>(async () => await Store.OpenAccountAsync(AccountId, default));
        Assert.Empty(await AccountsAsync());
        Assert.Equal(0, Engine.StagedLeftovers());
        await Store.DeleteAccountAsync(AccountId, default);
        await Store.CreateAccountAsync(AccountId, default);
        await using var again = await Store.OpenAccountAsync(AccountId, default);
        again.Mailboxes.TryGet(MailboxName.Inbox, out var fresh);
        Assert.Equal(0, fresh!.Messages);
        Assert.NotEqual(inbox, fresh.Id);
    }

    private async Task<List<AccountId>> AccountsAsync()
    {
        var accounts = new List<AccountId>();
        await foreach (var account in Store.AccountsAsync(default))
            accounts.Add(account);
        return accounts;
    }

    private async Task<UidSet> SearchAsync(params (string Text, TextScope Scope)[] needles) => await Account.SearchTextAsync(
        (await RowsAsync("INBOX")).RunsFrom(new(1)).SelectMany(run => run.ToArray()).ToArray(),
        [.. needles.Select(needle => new TextNeedle(needle.Text, needle.Scope))],
        default);

    private static async Task FollowAsync(IMailboxView view, List<uint> known, bool expunges)
    {
        var changes = await view.SyncAsync(expunges, default);
        foreach (var gone in changes.Expunged.Reverse())
        {
            Assert.Equal(gone.Uid.Value, known[gone.Number.Value - 1]);
            known.RemoveAt(gone.Number.Value - 1);
        }

        if (!changes.IsEmpty)
            known.AddRange(changes.After.RunsFrom(new(1)).SelectMany(run => run.ToArray()).TakeLast(changes.Added).Select(row => row.Uid.Value));
        Assert.All(changes.Changed, changed => Assert.Equal(known[changed.Number.Value - 1], changed.Row.Uid.Value));
        Assert.Equal(known.Count, view.Count);
        Assert.Equal(known, (await view.SnapshotAsync(default)).RunsFrom(new(1)).SelectMany(run => run.ToArray()).Select(row => row.Uid.Value));
    }

    [Fact]
    public async Task Ids_asked_for_together_are_those_each_message_has_alone()
    {
        for (var i = 0; i < 10; i++)
        {
            await AppendAsync("INBOX", 3);
            await AppendAsync("Sent", 1);
        }

        await Account.RemoveAsync(Inbox.Id, UidSet.From(new Uid[] { new(2), new(7), new(8) }), default);
        using var view = await Account.OpenViewAsync(Inbox.Id, default);
        var rows = (await view!.SnapshotAsync(default)).RowsFrom(new(1)).ToArray();
        Assert.Equal(27, rows.Length);
        var seen = new HashSet<EmailId>();
        foreach (var asked in new[] { rows, [.. rows.Reverse()], [rows[0], rows[0], rows[5]], [rows[0], rows[^1]] })
        {
            using var together = await Account.ReadMessagesAsync(asked, MessageParts.Ids, default);
            Assert.Equal(asked.Length, together.Count);
            for (var i = 0; i < asked.Length; i++)
            {
                using var alone = await Account.ReadMessagesAsync(asked.AsMemory(i, 1), MessageParts.Ids, default);
                Assert.Equal(alone[0], together[i]);
                seen.Add(together[i].EmailId);
            }
        }

        Assert.Equal(27, seen.Count);
    }

    private sealed class SeenDigests(int most) : IDigestReader
    {
        public List<int> Places { get; } = [];

        public List<byte[]> Digests { get; } = [];

        public bool Read(int index, ReadOnlySpan<byte> digest)
        {
            if (Places.Count == most)
                return false;
            Places.Add(index);
            Digests.Add(digest.ToArray());
            return true;
        }
    }
}
