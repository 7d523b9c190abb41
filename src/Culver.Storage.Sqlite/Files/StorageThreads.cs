namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// A few threads that wait for the disk, so that the threads of the pool, which serve connections, never do. Different accounts commit
/// on different threads at the same time. Threads start when there is work for them; the one that rested last works first; a resting
/// thread does not spin.
/// </summary>
internal sealed class StorageThreads(int most) : IDisposable
{
    private readonly Queue<Action> _waiting = new();
    private readonly Stack<Worker> _resting = new();
    private readonly Lock _gate = new();
    private int _started;
    private bool _stopped;

    /// <summary>Runs something that blocks. What awaits it goes on on the same thread, so that a writer needs no other.</summary>
    public Task<T> RunHereAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.None);

    /// <summary>Runs something that blocks. What awaits it goes on on the pool.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.RunContinuationsAsynchronously);

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
            else if (_started >= most || !TryStart(work))
            {
                if (_started == 0)
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
            ends = false;
            if (_waiting.TryDequeue(out var work))
                return work;
            ends = _stopped;
            if (!ends)
                _resting.Push(worker);
            return null;
        }
    }

    private sealed class Worker(StorageThreads threads)
    {
        private readonly object _bell = new();
        private Action? _given;

        public void Start(Action work)
        {
            _given = work;
            new Thread(Loop) { IsBackground = true, Name = "culver storage" }.Start();
        }

        public void Give(Action work)
        {
            lock (_bell)
            {
                _given = work;
                Monitor.Pulse(_bell);
            }
        }

        private void Loop()
        {
            while (true)
            {
                Take()();
                bool ends;
                while (threads.Next(this, out ends) is { } next)
                    next();
                if (ends)
                    return;
            }
        }

        private Action Take()
        {
            lock (_bell)
            {
                while (_given is null)
                    Monitor.Wait(_bell);
                var work = _given;
                _given = null;
                return work;
            }
        }
    }
}
