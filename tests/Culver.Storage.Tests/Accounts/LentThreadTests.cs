using Culver.Storage.Sqlite.Files;
using Xunit;

namespace Culver.Storage.Tests.Accounts;

/// <summary>Whoever waited for the disk alone goes on where his commit was made.</summary>
public sealed class LentThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Who_goes_on_where_his_write_was_made_keeps_no_other_write_waiting()
    {
        await using var store = await TestStore.StartAsync(new() { CommitThreads = 4 });
        await using var account = await store.OpenAsync();
        var inbox = TestStore.Find(account, "INBOX");
        using var goOn = new ManualResetEventSlim();
        // As many as may be lent, and one more.
        var slow = new List<Task<string?>>();
        for (var i = 0; i < 3; i++)
        {
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            slow.Add(Task.Run(async () =>
            {
                await store.AppendAsync(account, inbox, "Subject: slow\r\n\r\n");
                entered.SetResult();
                Assert.True(goOn.Wait(Patience));
                return Thread.CurrentThread.Name;
            }));
            await entered.Task.WaitAsync(Patience);
        }

        for (var i = 0; i < 10; i++)
            await store.AppendAsync(account, inbox, "Subject: quick\r\n\r\n").WaitAsync(Patience);
        goOn.Set();
        await Task.WhenAll(slow).WaitAsync(Patience);
        Assert.Equal(13, TestStore.Info(account, "INBOX").Messages);
    }

    [Fact]
    public async Task A_lone_commit_lends_its_thread()
    {
        using var threads = new StorageThreads(4);
        var lent = await LendAsync(threads, static () => Thread.CurrentThread.Name);
        Assert.Equal("culver storage", lent);
    }

    [Fact]
    public async Task No_more_than_half_of_the_threads_are_lent_and_all_of_them_still_work()
    {
        using var threads = new StorageThreads(4);
        using var goOn = new ManualResetEventSlim();
        var lent = new List<Task<string?>>();
        for (var i = 0; i < 2; i++)
        {
            using var entered = new ManualResetEventSlim();
            lent.Add(Task.Run(() => LendAsync(threads, () =>
            {
                entered.Set();
                return goOn.Wait(Patience) ? "lent" : "waited in vain";
            })));
            Assert.True(entered.Wait(Patience));
        }

        Assert.Null(await LendAsync(threads, static () => "a third"));
        using var meeting = new Barrier(4);
        var met = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => threads.RunAsync(() => meeting.SignalAndWait(Patience)))).WaitAsync(Patience);
        Assert.All(met, static all => Assert.True(all));
        goOn.Set();
        Assert.All(await Task.WhenAll(lent).WaitAsync(Patience), static did => Assert.Equal("lent", did));
        Assert.Equal("again", await LendAsync(threads, static () => "again"));
    }

    [Fact]
    public void Only_its_own_threads_are_lent()
    {
        using var threads = new StorageThreads(4);
        Assert.False(threads.TryLend(static () => throw new InvalidOperationException("It was run.")));
    }

    // What a thread that was lent did; null where none was.
    private static Task<string?> LendAsync(StorageThreads threads, Func<string?> work) => threads.RunAsync(() =>
    {
        string? result = null;
        return threads.TryLend(() => result = work()) ? result : null;
    });
}
