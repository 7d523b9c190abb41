namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// A few threads that wait for the disk, so that the threads of the pool, which serve connections, never do. Different accounts commit
/// on different threads at the same time. Threads start when there is work for them; the one that rested last works first; a resting
/// thread does not spin. Where few wait, somebody else's thread may wait for the disk itself. A few may be lent to whoever waited for the disk, so that he goes on without a switch of threads; for each of them
/// another may start.
/// </summary>
internal sealed class StorageThreads(int most) : IDisposable
{
    private readonly Queue<Action> _waiting = new();
    private readonly Stack<Worker> _resting = new();
    private readonly Lock _gate = new();
    [ThreadStatic]
    private static Worker? current;

    // As many waits for the disk as there are processors leave most threads of others to what they are for.
    private readonly int _mostHere = Environment.ProcessorCount;
    private int _here;
    private int _started;
    private int _lent;
    private bool _stopped;

    /// <summary>Runs something that blocks. What awaits it goes on on the same thread, so that a writer needs no other.</summary>
    public Task<T> RunHereAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.None);

    /// <summary>Runs something that blocks. What awaits it goes on on the pool.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>On one of these threads: runs something there that is not about the disk, and may take long. False where none can be spared.</summary>
    public bool TryLend(Action work)
    {
        if (current is not { IsLent: false } worker || worker.Threads != this)
            return false;
        lock (_gate)
        {
            // Not while work waits for a thread, nor so many that the process is full of them.
            if (_stopped || _waiting.Count > 0 || _lent >= most / 2)
                return false;
            _lent++;
        }

        worker.IsLent = true;
        try
        {
            work();
        }
        finally
        {
            worker.IsLent = false;
            lock (_gate)
                _lent--;
        }

        return true;
    }

    /// <summary>
    /// Whether the calling thread, which is none of these, may wait for the disk itself: until <see cref="EndHere"/>, if so. Those of the pool never do, for others
    /// wait behind them.
    /// </summary>
    public bool TryBeginHere()
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
            return false;
        if (Interlocked.Increment(ref _here) <= _mostHere)
            return true;
        EndHere();
        return false;
    }

    /// <summary>The calling thread has waited.</summary>
    public void EndHere() => Interlocked.Decrement(ref _here);

    /// <summary>Lets the threads end when they have nothing left to do.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            while (_resting.TryPop(out var worker))
                worker.Give(static () => { });
        }
    }

    private Task<T> RunAsync<T>(Func<T> work, TaskCreationOptions options)
    {
        var done = new TaskCompletionSource<T>(options);
        Put(() =>
        {
            T result;
            try
            {
                result = work();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
                return;
            }

            done.SetResult(result);
        });
        return done.Task;
    }

    private void Put(Action work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (_resting.TryPop(out var worker))
            {
                worker.Give(work);
            }
            else if (_started - _lent >= most || !TryStart(work))
            {
                if (_started == _lent)
                    throw new StorageUnavailableException("No thread can be started.");
                _waiting.Enqueue(work);
            }
        }
    }

    // A process without descriptors or memory gets no thread; those there are do the work then.
    private bool TryStart(Action work)
    {
        try
        {
            new Worker(this).Start(work);
            _started++;
            return true;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    /// <summary>The next thing to do; null when the worker is to rest, or to end.</summary>
    private Action? Next(Worker worker, out bool ends)
    {
        lock (_gate)
        {
            // One too many, for it was lent and another took its place.
            ends = _started - _lent > most;
            if (!ends && _waiting.TryDequeue(out var work))
                return work;
            ends |= _stopped;
            if (ends)
                _started--;
            else
                _resting.Push(worker);
            return null;
        }
    }

    private sealed class Worker(StorageThreads threads)
    {
        private readonly PosixBell? _bell = PosixBell.Create();
        private readonly object _monitor = new();
        private Action? _given;

        public StorageThreads Threads => threads;

        /// <summary>Whether it does something else at this moment; of its own thread.</summary>
        public bool IsLent { get; set; }

        public void Start(Action work)
        {
            _given = work;
            new Thread(Loop) { IsBackground = true, Name = "culver storage" }.Start();
        }

        public void Give(Action work)
        {
            if (_bell is not null)
            {
                Volatile.Write(ref _given, work);
                _bell.Ring();
                return;
            }

            lock (_monitor)
            {
                _given = work;
                Monitor.Pulse(_monitor);
            }
        }

        private void Loop()
        {
            current = this;
            while (true)
            {
                Take()();
                bool ends;
                while (threads.Next(this, out ends) is { } next)
                    next();
                if (ends)
                {
                    _bell?.Dispose();
                    return;
                }
            }
        }

        private Action Take()
        {
            if (_bell is not null)
            {
                Action? rung;
                while ((rung = Interlocked.Exchange(ref _given, null)) is null)
                    _bell.Await();
                return rung;
            }

            lock (_monitor)
            {
                while (_given is null)
                    Monitor.Wait(_monitor);
                var work = _given;
                _given = null;
                return work;
            }
        }
    }
}
