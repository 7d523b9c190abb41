namespace Culver.Smtp.Client;

/// <summary>One clock for all commands of a connection: what takes too long, or is given up, ends it for good.</summary>
internal sealed class CommandDeadline : IDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;

    public CommandDeadline(TimeProvider time) =>
        _timer = time.CreateTimer(static state => ((CommandDeadline)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Whether the server took too long.</summary>
    public bool IsExpired { get; private set; }

    public CancellationToken Token => _ended.Token;

    /// <summary>Gives the server so much time from now.</summary>
    public void Begin(TimeSpan time) => _timer.Change(time, Timeout.InfiniteTimeSpan);

    /// <summary>Stops the clock.</summary>
    public void End() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Ends the connection when the caller gives up.</summary>
    public CancellationTokenRegistration Link(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => ((CommandDeadline)state!)._ended.Cancel(), this);

    public void Dispose()
    {
        _timer.Dispose();
        _ended.Dispose();
    }

    private void Expire()
    {
        IsExpired = true;
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the same moment.
        }
    }
}
