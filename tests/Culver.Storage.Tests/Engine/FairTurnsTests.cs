using Xunit;

namespace Culver.Storage.Tests.Engine;

public sealed class FairTurnsTests
{
    [Fact]
    public async Task Those_who_want_few_turns_do_not_wait_for_those_who_want_many()
    {
        var turns = new FairTurns<string>(1);
        Assert.True(await turns.EnterAsync("greedy", CancellationToken.None));
        var order = new List<string>();
        var waiting = new List<Task>();
        for (var i = 0; i < 100; i++)
            waiting.Add(TakeAsync("greedy"));
        waiting.Add(TakeAsync("modest"));
        turns.Leave();
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("modest", order[1]);
        Assert.Equal(101, order.Count);
        Assert.False(turns.AnyWaiting);

        async Task TakeAsync(string who)
        {
            await turns.EnterAsync(who, CancellationToken.None);
            order.Add(who);
            turns.Leave();
        }
    }

    [Fact]
    public async Task No_more_run_at_once_than_there_are_turns()
    {
        var turns = new FairTurns<int>(3);
        int running = 0, most = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            await Task.Yield();
            await turns.EnterAsync(i % 5, CancellationToken.None);
            InterlockedMax(Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            turns.Leave();
        }));
        Assert.InRange(most, 1, 3);
        Assert.True(await turns.EnterAsync(1, CancellationToken.None));

        void InterlockedMax(int value)
        {
            int seen;
            while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
            {
            }
        }
    }

    [Fact]
    public async Task What_waits_is_bounded_in_all_and_for_each()
    {
        var waits = 0;
        var turns = new FairTurns<string>(1) { MostWaiting = 3, MostWaitingEach = 2, Waits = change => waits += change };
        Assert.True(await turns.EnterAsync("a", CancellationToken.None));
        var first = turns.EnterAsync("a", CancellationToken.None).AsTask();
        var second = turns.EnterAsync("a", CancellationToken.None).AsTask();
        Assert.False(await turns.EnterAsync("a", CancellationToken.None));
        var other = turns.EnterAsync("b", CancellationToken.None).AsTask();
        Assert.False(await turns.EnterAsync("c", CancellationToken.None));
        Assert.Equal(3, waits);
        for (var i = 0; i < 4; i++)
            turns.Leave();
        Assert.True(await first && await second && await other);
        Assert.Equal(0, waits);
    }

    [Fact]
    public async Task Who_gives_up_is_passed_over()
    {
        var turns = new FairTurns<string>(1);
        Assert.True(await turns.EnterAsync("a", CancellationToken.None));
        using var giveUp = new CancellationTokenSource();
        var impatient = turns.EnterAsync("b", giveUp.Token).AsTask();
        var patient = turns.EnterAsync("c", CancellationToken.None).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        turns.Leave();
        Assert.True(await patient);
        turns.Leave();
        Assert.True(await turns.EnterAsync("d", CancellationToken.None));
    }
}
