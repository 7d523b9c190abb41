namespace Culver.Storage.Search;

/// <summary>
/// An account's text index while somebody uses it, and a while longer: an account that nobody searches holds no file open for it. One
/// that failed, or that could not be opened, is done without for a while and then opened anew by who needs it.
/// </summary>
internal sealed class OpenTextIndex : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<ITextIndex?>> _open;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _retry;
    // Rings when an open index was idle for long enough, or one that failed is to be tried again.
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Lock _gate = new();
    // Guarded by the gate, as are the four after it. Null while closed, where there is none, and for a while after a failure.
    private ITextIndex? _index;
    private bool _isDecided;
    private bool _disposed;
    private int _users;
    private Task _closing = Task.CompletedTask;

    public OpenTextIndex(Func<CancellationToken, ValueTask<ITextIndex?>> open, TimeSpan idle, TimeSpan retry, TimeProvider time)
    {
        _open = open;
        _idle = idle;
        _retry = retry;
        _timer = time.CreateTimer(static index => ((OpenTextIndex)index!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

    /// <summary>Ends one use. An index that failed is closed; who else uses it is told so by the index.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _users--;
            if (_index is not { } index || _disposed)
                return;
            if (index.HasFailed)
            {
                Close(index);
                _timer.Change(_retry, Timeout.InfiniteTimeSpan);
            }
            else if (_users == 0)
            {
                _timer.Change(_idle, Timeout.InfiniteTimeSpan);
            }
        }
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
        Task closing;
        lock (_gate)
        {
            if (_index is { } index)
                Close(index);
            closing = _closing;
        }

        await closing;
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
            var hasFailed = false;
            try
            {
                index = await _open(cancellationToken);
            }
            catch (StorageUnavailableException)
            {
                // Searching goes on without it.
                hasFailed = true;
            }

            lock (_gate)
            {
                _index = index;
                _isDecided = true;
                if (hasFailed && !_disposed)
                    _timer.Change(_retry, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private void Ring()
    {
        lock (_gate)
        {
            if (_disposed || (_index is not null && _users > 0))
                return;
            if (_index is { } idle)
                Close(idle);
            // Whoever comes opens it.
            _isDecided = false;
        }
    }

    // The next opening waits for the closing, which may remove the file.
    private void Close(ITextIndex index)
    {
        _index = null;
        _closing = index.DisposeAsync().AsTask();
    }
}
