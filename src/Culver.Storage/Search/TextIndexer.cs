using System.Collections.Concurrent;

namespace Culver.Storage.Search;

/// <summary>
/// Keeps an account's text index up with the account, in the background, a while after messages arrived or went. What waits is
/// bounded; what was missed (a restart, more arrivals than may wait) is found by comparing the account with the index. It can be stopped
/// between any two batches, and goes on from there when the account is opened next.
/// </summary>
internal sealed class TextIndexer : IAsyncDisposable
{
    private const int RowsAtOnce = 64;
    private readonly ITextSource _source;
    private readonly OpenTextIndex _index;
    private readonly MessageTexts _texts;
    private readonly TextSearchSettings _settings;
    private readonly SemaphoreSlim _turns;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<IndexRow> _waiting = new();
    private readonly ConcurrentQueue<long> _gone = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private long _newest;
    private int _compare = 1;
    private int _isWoken;
    private bool _disposed;

    public TextIndexer(
        ITextSource source, Func<CancellationToken, ValueTask<ITextIndex?>> openIndex, MessageTexts texts, TextSearchSettings settings, SemaphoreSlim turns, TimeProvider time)
    {
        _source = source;
        _index = new(openIndex, settings.Idle, settings.Retry, time);
        _texts = texts;
        _settings = settings;
        _turns = turns;
        _timer = time.CreateTimer(static indexer => ((TextIndexer)indexer!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The run under way, or the last one.</summary>
    internal Task Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>How many messages it will tell the index of by itself, or is telling it of: one at least while it means to look for such.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
            {
                // What a run that failed left behind waits for the next arrival, and is nobody's work until then.
                return !_disposed && (Volatile.Read(ref _isWoken) == 1 || !_running.IsCompleted) ? Math.Max(1, (long)_waiting.Count + _gone.Count) : 0;
            }
        }
    }

    /// <summary>Notes new messages. Rows of messages seen before (other flags, a copy) are passed over.</summary>
    public void Added(ReadOnlySpan<IndexRow> rows)
    {
        var before = Volatile.Read(ref _newest);
        var newest = before;
        foreach (ref readonly var row in rows)
        {
            // Keys only grow: what is not above the newest is known, or is found by comparing.
            if (row.Message <= before)
                continue;
            newest = Math.Max(newest, row.Message);
            if (_waiting.Count < _settings.MostWaiting)
                _waiting.Enqueue(row);
            else
                Volatile.Write(ref _compare, 1);
        }

        if (newest == before)
            return;
        Volatile.Write(ref _newest, newest);
        Wake();
    }

    /// <summary>Notes messages that are gone.</summary>
    public void Removed(ReadOnlySpan<long> messages)
    {
        foreach (var message in messages)
        {
            if (_gone.Count < _settings.MostWaiting)
                _gone.Enqueue(message);
            else
                Volatile.Write(ref _compare, 1);
        }

        if (!messages.IsEmpty)
            Wake();
    }

    /// <summary>The index, to be left by <see cref="Leave"/>; null when there is none.</summary>
    public async ValueTask<ITextIndex?> EnterAsync(CancellationToken cancellationToken)
    {
        var index = await _index.EnterAsync(cancellationToken);
        if (index is not null && Volatile.Read(ref _compare) == 1)
            Wake();
        return index;
    }

    /// <summary>Ends one use of the index.</summary>
    public void Leave() => _index.Leave();

    /// <summary>Keeps texts that were read anyway. That they could not be kept changes no answer.</summary>
    public static async ValueTask KeepAsync(ITextIndex index, List<IndexedText> texts, CancellationToken cancellationToken)
    {
        try
        {
            await index.AddAsync(texts, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // It is closed when it is left.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task running;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            running = _running;
        }

        await _stop.CancelAsync();
        await _timer.DisposeAsync();
        await running;
        await _index.DisposeAsync();
        _stop.Dispose();
    }

    private void Wake()
    {
        // Not put off by what comes next: a mailbox that is never quiet is indexed too. The timer of a disposed indexer does nothing.
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
            _timer.Change(_settings.Delay, Timeout.InfiniteTimeSpan);
    }

    private void Run()
    {
        lock (_gate)
        {
            // Within the gate: whoever asks is not told that nothing waits.
            Volatile.Write(ref _isWoken, 0);
            if (_disposed)
                return;
            if (_running.IsCompleted)
                _running = RunAsync(_stop.Token);
            else
                Wake();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await _turns.WaitAsync(stop);
            try
            {
                var index = await _index.EnterAsync(stop);
                try
                {
                    await IndexWaitingAsync(index, stop);
                }
                finally
                {
                    _index.Leave();
                }
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is missing is found at the next opening.
        }
        catch (Exception)
        {
            // The boundary of this job. A search reads by itself what is missing here; the next arrival tries again.
            Volatile.Write(ref _compare, 1);
        }
    }

    private async ValueTask IndexWaitingAsync(ITextIndex? index, CancellationToken stop)
    {
        if (index is null)
        {
            _waiting.Clear();
            _gone.Clear();
            // One that failed may be there again some time, without these.
            Volatile.Write(ref _compare, 1);
            return;
        }

        await ForgetAsync(index, stop);
        if (Interlocked.Exchange(ref _compare, 0) == 1)
            await CompareAsync(index, stop);
        var rows = new List<IndexRow>(RowsAtOnce);
        while (_waiting.TryDequeue(out var row))
        {
            rows.Add(row);
            if (rows.Count < RowsAtOnce && !_waiting.IsEmpty)
                continue;
            await IndexAsync(index, rows.ToArray(), stop);
            rows.Clear();
        }
    }

    private async ValueTask ForgetAsync(ITextIndex index, CancellationToken stop)
    {
        var gone = new List<long>();
        while (_gone.TryDequeue(out var message))
            gone.Add(message);
        if (gone.Count > 0)
            await index.RemoveAsync(gone.Order().ToArray(), stop);
    }

    /// <summary>Adds what the index lacks, and takes away what the account has no more.</summary>
    private async ValueTask CompareAsync(ITextIndex index, CancellationToken stop)
    {
        // What waits is in the account already.
        _waiting.Clear();
        var known = (await index.MessagesAsync(stop)).ToHashSet();
        var gone = new HashSet<long>(known);
        var missing = new List<IndexRow>();
        await foreach (var rows in _source.AllRowsAsync(stop))
        {
            foreach (ref readonly var row in rows.Span)
            {
                gone.Remove(row.Message);
                if (known.Add(row.Message))
                    missing.Add(row);
            }
        }

        if (gone.Count > 0)
            await index.RemoveAsync(gone.Order().ToArray(), stop);
        foreach (var rows in missing.OrderBy(static row => row.Message).Chunk(RowsAtOnce))
            await IndexAsync(index, rows, stop);
    }

    private async ValueTask IndexAsync(ITextIndex index, ReadOnlyMemory<IndexRow> rows, CancellationToken stop)
    {
        for (var read = 0; read < rows.Length;)
        {
            stop.ThrowIfCancellationRequested();
            var (count, texts) = await _texts.ReadAsync(rows[read..], stop);
            await index.AddAsync([.. texts.Select(static text => text.Text)], stop);
            read += count;
        }
    }
}
