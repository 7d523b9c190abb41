using Xunit;

namespace Culver.Testing.Tests;

public sealed class ManualTimeProviderTests
{
    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        var clock = new ManualTimeProvider();
        var (before, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        Assert.Equal(before, clock.GetUtcNow());
        clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(before.AddSeconds(90), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Timers_ring_in_their_order_each_at_its_own_time()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var rung = new List<(string, double)>();
        using var late = clock.CreateTimer(_ => rung.Add(("late", (clock.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => rung.Add(("often", (clock.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([("often", 2), ("often", 4), ("late", 5), ("often", 6)], rung);
    }

    [Fact]
    public void A_timer_that_is_disposed_or_stopped_does_not_ring()
    {
        var clock = new ManualTimeProvider();
        var rung = 0;
        var gone = clock.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        gone.Dispose();
        using var stopped = clock.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, rung);
    }

    [Fact]
    public async Task Delays_and_periodic_timers_go_by_it()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }
}
