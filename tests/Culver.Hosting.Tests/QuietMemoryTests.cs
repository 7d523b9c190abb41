using Xunit;

namespace Culver.Hosting.Tests;

/// <summary>When memory is given back.</summary>
public sealed class QuietMemoryTests
{
    private const long Megabyte = 1024 * 1024;

    private readonly TurnClock _clock = new();
    private long _allocated;
    private int _given;

    [Fact]
    public async Task It_is_given_back_once_after_a_busy_spell_and_not_while_it_lasts()
    {
        using var memory = new QuietMemory(_clock, () => _allocated, () => _given++);
        await memory.StartAsync(CancellationToken.None);

        Busy(20 * Megabyte);
        Busy(20 * Megabyte);
        Assert.Equal(0, _given);

        Busy(1000);
        Assert.Equal(1, _given);

        // Nothing new to give.
        Busy(1000);
        Busy(1000);
        Assert.Equal(1, _given);

        Busy(20 * Megabyte);
        Busy(0);
        Assert.Equal(2, _given);
        await memory.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_trickle_is_quiet_and_is_collected_when_it_has_become_much()
    {
        using var memory = new QuietMemory(_clock, () => _allocated, () => _given++);
        await memory.StartAsync(CancellationToken.None);
        for (var i = 0; i < 10; i++)
            Busy(Megabyte / 4);
        Assert.Equal(0, _given);
        for (var i = 0; i < 10; i++)
            Busy(Megabyte / 4);
        Assert.Equal(1, _given);
    }

    private void Busy(long bytes)
    {
        _allocated += bytes;
        _clock.Ring();
    }

    private sealed class TurnClock : TimeProvider
    {
        private Action? _ring;

        public void Ring() => _ring?.Invoke();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(QuietMemory.Turn, period);
            _ring = () => callback(state);
            return new Turning(this);
        }

        private sealed class Turning(TurnClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock._ring = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
