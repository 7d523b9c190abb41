namespace Culver.Storage.Tests.Search;

/// <summary>A clock that stands still; its timers fire when the test says so.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private readonly List<Timer> _timers = [];

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state) { Due = dueTime };
        _timers.Add(timer);
        return timer;
    }

    /// <summary>What the timers wait for.</summary>
    public IEnumerable<TimeSpan> Due => _timers.Where(timer => timer.Due != Timeout.InfiniteTimeSpan).Select(timer => timer.Due);

    /// <summary>Fires every timer that waits so long.</summary>
    public void Fire(TimeSpan due)
    {
        foreach (var timer in _timers.Where(timer => timer.Due == due).ToArray())
            timer.Fire();
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Fire()
        {
            Due = Timeout.InfiniteTimeSpan;
            callback(state);
        }

        public void Dispose() => Due = Timeout.InfiniteTimeSpan;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
