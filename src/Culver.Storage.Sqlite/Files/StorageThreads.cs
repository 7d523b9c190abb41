using System.Collections.Concurrent;

namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// A few threads that wait for the disk, so that the threads of the pool, which serve connections, never do. Different accounts commit
/// on different threads at the same time. Threads start when there is work for them.
/// </summary>
internal sealed class StorageThreads(int most) : IDisposable
{
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Lock _gate = new();
    private int _started;
    private int _pending;
    private volatile bool _stopped;

    /// <summary>Runs something that blocks. What awaits it goes on on the same thread, so that a writer needs no other.</summary>
    public Task<T> RunHereAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.None);

    /// <summary>Runs something that blocks. What awaits it goes on on the pool.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => RunAsync(work, TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the threads end when they have nothing left to do.</summary>
    public void Dispose()
    {
        _stopped = true;
        lock (_gate)
            _waiting.Release(Math.Max(_started, 1));
    }

    private Task<T> RunAsync<T>(Func<T> work, TaskCreationOptions options)
    {
        ObjectDisposedException.ThrowIf(_stopped, this);
        var done = new TaskCompletionSource<T>(options);
        _work.Enqueue(() =>
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
        lock (_gate)
        {
            if (++_pending > _started && _started < most)
                Start();
        }

        _waiting.Release();
        return done.Task;
    }

    private void Start()
    {
        _started++;
        new Thread(Loop) { IsBackground = true, Name = "culver storage" }.Start();
    }

    private void Loop()
    {
        while (true)
        {
            _waiting.Wait();
            if (!_work.TryDequeue(out var work))
            {
                if (_stopped)
                    return;
                continue;
            }

            work();
            lock (_gate)
                _pending--;
        }
    }
}
