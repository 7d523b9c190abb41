// The queue's one writer. Rules upheld: a call returns when its commit is durable; calls that come while a commit is under way share the
// next one; one that fails is undone alone (a savepoint) and keeps no other out. Whoever called alone may go on where his commit was made, and keeps
// nobody else's waiting by that. What came of an attempt is written at once and made durable with
// the next commit that must be: a power failure may repeat an attempt then, a kill of the process may not, and nothing is lost by either.
using System.Threading.Tasks.Sources;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>Runs writes in shared transactions on a thread that may wait for the disk.</summary>
internal sealed class QueueWriter(SqliteDatabase database, StorageThreads threads)
{
    private const int MostAtOnce = 512;
    private const long MostOctetsAtOnce = 16 << 20;
    // A commit with little in it writes some ten pages.
    private const int MostCommits = 128;
    private const long LongestLog = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<Work> _waiting = new();
    private Task _loop = Task.CompletedTask;
    private bool _running;
    private bool _isLasting = true;
    // A commit or a sync failed, and the log may have in it what the disk never got.
    private bool _isLogUncertain;
    // Since the log last went into the database.
    private int _commits;
    private long _octets;

    /// <summary>Writes something.</summary>
    /// <param name="octets">About how much.</param>
    /// <param name="write">Does it; throws when it cannot.</param>
    /// <param name="isLasting">Whether it must outlast a power failure when this returns; the end of the process it outlasts always.</param>
    public ValueTask<T> WriteAsync<T>(long octets, Func<SqliteDatabase, T> write, bool isLasting = true)
    {
        var work = new Work<T>(octets, isLasting, write);
        lock (_gate)
        {
            _waiting.Enqueue(work);
            if (!_running)
            {
                Start();
            }
        }

        return work.Done;
    }

    private void Start()
    {
        try
        {
            _loop = threads.RunAsync(Loop);
            _running = true;
        }
        catch
        {
            // Nothing else waited, or it would be running; and what the caller is told was not done must not be done later.
            _waiting.Clear();
            throw;
        }
    }

    /// <summary>Waits until nothing is written any more.</summary>
    public Task FinishAsync()
    {
        lock (_gate)
            return _loop;
    }

    private bool Loop()
    {
        var batch = new List<Work>();
        while (true)
        {
            batch.Clear();
            lock (_gate)
            {
                var octets = 0L;
                while (batch.Count < MostAtOnce && octets < MostOctetsAtOnce && _waiting.TryDequeue(out var work))
                {
                    batch.Add(work);
                    octets += work.Octets;
                }

                if (batch.Count == 0)
                {
                    _running = false;
                    return true;
                }
            }

            Commit(batch);
            if (IsToSettle)
                Settle(batch);
            else if (batch.Count == 1 && TryRest())
                return AnswerHere(batch[0]);
            else
                batch.ForEach(static work => work.Tell());
        }
    }

    /// <summary>Ends the work of this thread where nothing waits; the next write starts another.</summary>
    private bool TryRest()
    {
        lock (_gate)
        {
            _running = _waiting.Count > 0;
            return !_running;
        }
    }

    private bool AnswerHere(Work lone)
    {
        if (!threads.TryLend(lone.TellHere))
            lone.Tell();
        return true;
    }

    private void Commit(List<Work> batch)
    {
        var begun = false;
        try
        {
            database.RequireInPlace();
            if (_isLogUncertain)
            {
                WriteAheadLog.WriteAgain(database.Path);
                _isLogUncertain = false;
            }

            Sync(batch.Exists(static work => work.IsLasting));
            database.Begin();
            // One that is alone is undone with its transaction: a savepoint would copy each page it touches.
            if (batch is [var lone])
                lone.Run(database);
            else
                batch.ForEach(RunOne);
            begun = true;
            database.Commit();
        }
        catch (Exception failure)
        {
            _isLogUncertain |= begun;
            Undo();
            foreach (var work in batch)
                work.Failure ??= failure;
        }

        _commits++;
        foreach (var work in batch)
            _octets += work.Octets;
    }

    private void RunOne(Work work)
    {
        database.Statement("SAVEPOINT one").Run();
        try
        {
            work.Run(database);
            database.Statement("RELEASE one").Run();
        }
        catch (Exception failure) when (database.InTransaction)
        {
            work.Failure = failure;
            database.Statement("ROLLBACK TO one").Run();
            database.Statement("RELEASE one").Run();
        }
    }

    private bool IsToSettle => !_isLogUncertain && (_commits >= MostCommits || _octets >= LongestLog);

    // The log goes into the database here, and not within a commit, which keeps to itself that the log could not be synced before: of commits that
    // were not to last yet nothing would be left for those behind them to stand on.
    private void Settle(List<Work> answered)
    {
        answered.ForEach(static work => work.Tell());
        try
        {
            database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            _commits = 0;
            _octets = 0;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or SqliteException)
        {
            _isLogUncertain = true;
        }
    }

    // In WAL mode NORMAL leaves out the fsync of a commit, and nothing else.
    private void Sync(bool isLasting)
    {
        if (_isLasting == isLasting)
            return;
        database.Execute(isLasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _isLasting = isLasting;
    }

    private void Undo()
    {
        try
        {
            database.Rollback();
        }
        catch (StorageUnavailableException)
        {
            // The failure before this one is the one that tells.
        }
    }

    private abstract class Work(long octets, bool isLasting)
    {
        public long Octets { get; } = octets;

        public bool IsLasting { get; } = isLasting;

        public Exception? Failure { get; set; }

        public abstract void Run(SqliteDatabase database);

        /// <summary>Answers whoever called.</summary>
        public abstract void Tell();

        /// <summary>Answers; whoever called goes on within this call.</summary>
        public abstract void TellHere();
    }

    private sealed class Work<T>(long octets, bool isLasting, Func<SqliteDatabase, T> write) : Work(octets, isLasting), IValueTaskSource<T>
    {
        private ManualResetValueTaskSourceCore<T> _done = new() { RunContinuationsAsynchronously = true };
        private T? _result;

        /// <summary>To be awaited once, by whoever called.</summary>
        public ValueTask<T> Done => new(this, _done.Version);

        public override void Run(SqliteDatabase database) => _result = write(database);

        public override void TellHere()
        {
            _done.RunContinuationsAsynchronously = false;
            Tell();
        }

        public override void Tell()
        {
            if (Failure is null)
                _done.SetResult(_result!);
            else
                _done.SetException(Failure is IOException and not StorageUnavailableException or UnauthorizedAccessException
                    ? new StorageUnavailableException("The queue could not be written.", Failure)
                    : Failure);
        }

        T IValueTaskSource<T>.GetResult(short token) => _done.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _done.GetStatus(token);

        void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _done.OnCompleted(continuation, state, token, flags);
    }
}
