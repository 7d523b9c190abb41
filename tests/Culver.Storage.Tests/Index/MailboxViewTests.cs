using Xunit;

namespace Culver.Storage.Tests.Index;

public sealed class MailboxViewTests
{
    [Fact]
    public async Task Clients_that_apply_what_they_are_told_always_hold_the_same_view()
    {
        for (var seed = 0; seed < 80; seed++)
        {
            var random = new Random(seed);
            var account = new ViewSource(new(random));
            var clients = new List<Client>();
            for (var step = 0; step < 60; step++)
            {
                switch (random.Next(6))
                {
                    case 0 when clients.Count < 4:
                        clients.Add(new(account));
                        break;
                    case 1 or 2 when clients.Count > 0:
                        await clients[random.Next(clients.Count)].SyncAsync(random.Next(2) == 0);
                        break;
                    case 3 when clients.Count > 0:
                        await clients[random.Next(clients.Count)].LookAsync();
                        break;
                    case 4 when random.Next(6) == 0:
                        account.Model.Reload();
                        break;
                    default:
                        account.Model.Step(300);
                        break;
                }
            }

            foreach (var client in clients)
            {
                await client.SyncAsync(expunges: true);
                Assert.Equal(account.Model.Rows.Values, MailboxSnapshotTests.Rows(await client.View.SnapshotAsync(default)));
                Assert.False(client.View.IsBehind);
            }
        }
    }

    [Fact]
    public void Opening_loads_no_rows()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(5);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        Assert.Equal((5, false, 0), (view.Count, view.IsBehind, account.Loads));
        Assert.Equal(account.Model.Info.HighestModSeq, view.Told.HighestModSeq);
    }

    [Fact]
    public async Task Syncing_when_nothing_happened_loads_no_rows_and_tells_nothing()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(5);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        Assert.True((await view.SyncAsync(expunges: true, default)).IsEmpty);
        Assert.Equal((0, 5), (account.Loads, view.Count));
    }

    [Fact]
    public async Task A_view_moves_only_when_it_syncs()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(5);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        var before = await view.SnapshotAsync(default);
        account.Model.Append(2);
        account.Model.Remove(before[new(1)].Uid.Value);
        Assert.True(view.IsBehind);
        Assert.Same(before, await view.SnapshotAsync(default));
        Assert.Equal(5, view.Count);
        var changes = await view.SyncAsync(expunges: true, default);
        Assert.Equal((1, 2, 6), (changes.Expunged.Length, changes.Added, view.Count));
        Assert.Same(changes.After, await view.SnapshotAsync(default));
    }

    [Fact]
    public async Task Expunges_that_may_not_be_told_wait_with_their_numbers()
    {
        // RFC 9051 §7.5.1: no EXPUNGE while FETCH, STORE or SEARCH is answered.
        var account = new ViewSource(new(new(1)));
        account.Model.Append(5);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        var second = (await view.SnapshotAsync(default))[new(2)];
        var held = view.HoldsFrom;
        account.Model.Remove(second.Uid.Value);
        var quiet = await view.SyncAsync(expunges: false, default);
        Assert.True(quiet.IsEmpty);
        Assert.Equal(second, quiet.After[new(2)]);
        Assert.Equal((5, 4), (view.Count, view.Told.Messages));
        Assert.True(view.IsBehind);
        Assert.Equal(held, view.HoldsFrom);
        account.Model.Append(1);
        var more = await view.SyncAsync(expunges: false, default);
        Assert.Equal((0, 1, 6), (more.Expunged.Length, more.Added, view.Count));
        Assert.Equal(second, more.After[new(2)]);
        var told = await view.SyncAsync(expunges: true, default);
        Assert.Equal(new NumberedUid(new(2), second.Uid), Assert.Single(told.Expunged));
        Assert.Equal((0, 5, false), (told.Added, view.Count, view.IsBehind));
        Assert.True(view.HoldsFrom > held);
    }

    [Fact]
    public async Task A_ghost_keeps_its_flags_over_a_reload()
    {
        var account = new ViewSource(new(new(8)));
        account.Model.Append(40);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        var before = await view.SnapshotAsync(default);
        var flags = before.FlagsOf(before[new(7)]);
        account.Model.Remove(before[new(7)].Uid.Value, before[new(30)].Uid.Value);
        account.Model.Reload();
        var after = (await view.SyncAsync(expunges: false, default)).After;
        Assert.Equal(flags, after.FlagsOf(after[new(7)]));
        Assert.Same(account.Model.Flags, after.Flags);
    }

    [Fact]
    public async Task A_rename_is_known_and_nothing_to_tell()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(1);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        account.Name = MailboxName.Parse("other");
        Assert.False(view.IsBehind);
        Assert.True((await view.SyncAsync(expunges: false, default)).IsEmpty);
        Assert.Equal(account.Name, view.Told.Name);
    }

    [Fact]
    public async Task A_new_keyword_is_told_once_also_when_rows_were_not_loaded()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(1);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        account.Model.AddKeyword("$Forwarded");
        Assert.True(view.IsBehind);
        Assert.True((await view.SyncAsync(expunges: false, default)).KeywordsChanged);
        Assert.True((await view.SyncAsync(expunges: false, default)).IsEmpty);
        Assert.Equal(["$Forwarded"], view.Told.Keywords);
    }

    [Fact]
    public async Task A_removed_mailbox_is_told_as_gone()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(3);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        using var loaded = MailboxView.Open(account, IndexModel.Mailbox)!;
        await loaded.SnapshotAsync(default);
        account.Gone = true;
        Assert.True(view.IsBehind);
        var changes = await view.SyncAsync(expunges: true, default);
        Assert.True(changes.MailboxGone);
        Assert.False(changes.IsEmpty);
        Assert.Equal(0, (await view.SnapshotAsync(default)).Count);
        Assert.Equal(3, (await loaded.SyncAsync(expunges: false, default)).After.Count);
        Assert.Equal(3, (await loaded.SnapshotAsync(default)).Count);
        Assert.Null(MailboxView.Open(account, IndexModel.Mailbox));
        Assert.Equal(2, account.Views.Count);
    }

    [Fact]
    public async Task A_mailbox_that_goes_while_a_view_syncs_is_told_as_gone()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(3);
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        account.Model.Append(1);
        account.LatestGone = true;
        Assert.True((await view.SyncAsync(expunges: true, default)).MailboxGone);
    }

    [Fact]
    public void A_name_that_cannot_be_selected_has_no_view()
    {
        var account = new ViewSource(new(new(1))) { Selectable = false };
        Assert.Null(MailboxView.Open(account, IndexModel.Mailbox));
        Assert.Empty(account.Views);
    }

    [Fact]
    public async Task A_view_counts_until_it_is_disposed_and_answers_no_more_then()
    {
        var account = new ViewSource(new(new(1)));
        var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        Assert.Same(view, Assert.Single(account.Views));
        Assert.Equal(IndexModel.Mailbox, view.Mailbox);
        view.Dispose();
        view.Dispose();
        Assert.Empty(account.Views);
        Assert.Equal(1, account.Detached);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await view.SnapshotAsync(default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await view.SyncAsync(expunges: true, default));
    }

    [Fact]
    public void A_view_is_counted_before_it_looks_and_holds_everything_until_then()
    {
        var account = new ViewSource(new(new(1)));
        account.Model.Append(1);
        var held = new List<ModSeq>();
        account.Looking = () => held.AddRange(account.Views.Select(view => view.HoldsFrom));
        using var view = MailboxView.Open(account, IndexModel.Mailbox)!;
        Assert.Equal(ModSeq.Zero, Assert.Single(held));
        Assert.Equal(account.Model.Info.HighestModSeq, view.HoldsFrom);
    }

    /// <summary>What a client knows: UIDs in order, and the flags it was told since.</summary>
    private sealed class Client
    {
        private readonly ViewSource _account;
        private readonly List<uint> _uids;

        public Client(ViewSource account)
        {
            _account = account;
            View = MailboxView.Open(account, IndexModel.Mailbox)!;
            _uids = [.. account.Model.Rows.Keys];
        }

        public MailboxView View { get; }

        public async Task SyncAsync(bool expunges)
        {
            var told = View.Told.HighestModSeq;
            var behind = View.IsBehind;
            var changes = await View.SyncAsync(expunges, default);
            Assert.True(behind || changes.IsEmpty);
            Assert.True(expunges || changes.Expunged.IsEmpty);
            foreach (var gone in changes.Expunged.Reverse())
            {
                Assert.Equal(gone.Uid.Value, _uids[gone.Number.Value - 1]);
                _uids.RemoveAt(gone.Number.Value - 1);
            }

            if (changes.Added > 0)
                _uids.AddRange(MailboxSnapshotTests.Rows(changes.After).TakeLast(changes.Added).Select(row => row.Uid.Value));
            foreach (var changed in changes.Changed)
            {
                Assert.Equal(changed.Row.Uid.Value, _uids[changed.Number.Value - 1]);
                Assert.True(changed.Row.ModSeq > told);
            }

            // Everything known that is newer than what was told before has been told.
            Assert.Equal(
                _account.Model.Rows.Values.Where(row => row.ModSeq > told && _uids.Take(_uids.Count - changes.Added).Contains(row.Uid.Value)),
                changes.Changed.Select(changed => changed.Row));
            await LookAsync();
        }

        public async Task LookAsync()
        {
            var count = View.Count;
            var snapshot = await View.SnapshotAsync(default);
            Assert.Equal(_uids, MailboxSnapshotTests.Rows(snapshot).Select(row => row.Uid.Value));
            Assert.Equal((count, count), (_uids.Count, View.Count));
        }
    }
}
