namespace Culver.Storage.Search;

/// <summary>
/// An account's text index while somebody uses it, and a while longer: an account that nobody searches holds no file open for it. One
/// that failed is not asked again until the account is opened anew.
/// </summary>
internal sealed class OpenTextIndex : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<ITextIndex?>> _open;
    private readonly TimeSpan _idle;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _gate = new();
    // Guarded by the gate, as are the three after it. Null while closed, where there is none, and after a failure.
    private ITextIndex? _index;
    private bool _isDecided;
    private bool _disposed;
    private int _users;
    private Task _closing = Task.CompletedTask;

    public OpenTextIndex(Func<CancellationToken, ValueTask<ITextIndex?>> open, TimeSpan idle, TimeProvider time)
    {
        _open = open;
        _idle = idle;
        _timer = time.CreateTimer(static index => ((OpenTextIndex)index!).CloseIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The index, opened if it is not; null when there is none. It stays open until <see cref="Leave"/>, due in any case.</summary>
    public async ValueTask<ITextIndex?> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isDecided || _disposed)
                {
                    _users++;
                    return _index;
                }
            }

            await OpenAsync(cancellationToken);
        }
    }

    /// <summary>Ends one use.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_users == 0 && _index is not null && !_disposed)
                _timer.Change(_idle, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Says that the index could not be read or written.</summary>
    public async ValueTask FailedAsync()
    {
        ITextIndex? failed;
        lock (_gate)
        {
            failed = _index;
            _index = null;
        }

        if (failed is not null)
            await failed.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _disposed = true;
        await _timer.DisposeAsync();
        // Whoever is opening it has done so by then.
        await _opening.WaitAsync(CancellationToken.None);
        _opening.Release();
        await FailedAsync();
        await _closing;
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            Task closing;
            lock (_gate)
            {
                if (_isDecided || _disposed)
                    return;
                closing = _closing;
            }

            await closing;
            ITextIndex? index = null;
            try
            {
                index = await _open(cancellationToken);
            }
            catch (StorageUnavailableException)
            {
                // Searching goes on without it.
            }

            lock (_gate)
            {
                _index = index;
                _isDecided = true;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private void CloseIdle()
    {
        lock (_gate)
        {
            if (_users > 0 || _disposed || _index is not { } idle)
                return;
            _index = null;
            _isDecided = false;
            _closing = idle.DisposeAsync().AsTask();
        }
    }
}
