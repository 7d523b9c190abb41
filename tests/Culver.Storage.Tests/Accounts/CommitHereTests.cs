using System.Collections.Concurrent;
using Culver.Storage.Accounts;
using Culver.Storage.Sqlite;
using Culver.Storage.Tests.Engine;
using Xunit;

namespace Culver.Storage.Tests.Accounts;

/// <summary>Whoever has nothing else to do makes his write durable himself.</summary>
public sealed class CommitHereTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-here-").FullName;
    private readonly DataFolder _held;
    private readonly TestTime _time = new();
    private readonly CountedEngine _engine;
    private readonly MailStore _store;

    public CommitHereTests()
    {
        _held = DataFolder.Open(_folder);
        _engine = new(new(_held, new(), _time));
        _store = new(_engine, new(), IAccountLimits.None, _time);
    }

    [Fact]
    public async Task A_lone_write_is_durable_when_the_call_returns_to_a_thread_that_may_wait()
    {
        await using var account = await OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        var before = _engine.Commits;
        Assert.True(await OnThreadOfItsOwnAsync(() => account.DeleteAllAsync(inbox, CommitWait.Here).AsTask().IsCompletedSuccessfully));
        Assert.Equal((1, 1), (_engine.Commits - before, _engine.CommitsHere));
        Assert.Equal(1, TestStore.Info(account, "INBOX").Deleted);
    }

    [Fact]
    public async Task Threads_of_the_pool_never_wait_for_the_disk()
    {
        await using var account = await OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        var stored = await Task.Run(() => account.DeleteAllAsync(inbox, CommitWait.Here).AsTask());
        Assert.False(stored.Changed.IsEmpty);
        Assert.Equal(0, _engine.CommitsHere);
    }

    [Fact]
    public async Task Who_goes_on_with_something_else_is_not_held_up()
    {
        await using var account = await OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        var stored = await OnThreadOfItsOwnAsync(() => account.DeleteAllAsync(inbox, CommitWait.Aside).AsTask());
        Assert.False((await stored).Changed.IsEmpty);
        Assert.Equal(0, _engine.CommitsHere);
    }

    [Fact]
    public async Task What_many_ask_for_at_once_is_all_done_in_some_order()
    {
        await using var account = await OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        var modSeqs = new ConcurrentBag<ModSeq>();
        var asking = Enumerable.Range(0, 8).Select(async number =>
        {
            for (var i = 0; i < 25; i++)
            {
                // Every other one makes way, so that both kinds meet.
                var wait = (number + i) % 2 == 0 ? CommitWait.Here : CommitWait.Aside;
                var keyword = new MessageFlags(SystemFlags.None, [$"of{number}"]);
                var change = new FlagChange(i % 2 == 0 ? FlagOperation.Add : FlagOperation.Remove, keyword);
                var asked = await OnThreadOfItsOwnAsync(() => account.StoreFlagsAsync(inbox, UidSet.All, change, unchangedSince: null, wait, None).AsTask());
                modSeqs.Add(Assert.IsType<StoreResult.Stored>(await asked).ModSeq);
            }
        });
        await Task.WhenAll(asking).WaitAsync(Patience);
        Assert.Equal(200, modSeqs.Distinct().Count());
        Assert.Equal(modSeqs.Max(), account.Mailboxes.HighestModSeq);
        Assert.NotEqual(0, _engine.CommitsHere);
        Assert.Empty(await _store.CheckAsync(account.Id, None));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _held.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private async Task<IMailAccount> OpenAsync()
    {
        var id = new ObjectIdSource(_time).NewAccountId();
        await _store.CreateAccountAsync(id, None);
        var account = await _store.OpenAccountAsync(id, None);
        await using var staging = await _store.StageAsync(4, None);
        await staging.WriteAsync(new("text"u8.ToArray()), None);
        await using var content = await staging.CompleteAsync(None);
        await account.AppendAsync(TestStore.Find(account, "INBOX"), [new(content, MessageFlags.None, DateTimeOffset.UnixEpoch)], None);
        return account;
    }

    private static Task<T> OnThreadOfItsOwnAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }) { IsBackground = true }.Start();
        return done.Task;
    }
}

file static class Storing
{
    public static async ValueTask<StoreResult.Stored> DeleteAllAsync(this IMailAccount account, MailboxId mailbox, CommitWait wait) =>
        Assert.IsType<StoreResult.Stored>(await account.StoreFlagsAsync(
            mailbox, UidSet.All, new(FlagOperation.Add, MessageFlags.Of(SystemFlags.Deleted)), unchangedSince: null, wait, CancellationToken.None));
}
