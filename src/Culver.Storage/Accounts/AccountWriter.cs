using System.Diagnostics;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>
/// The one writer of an account. Rules it upholds: writes are decided in the order they came; those that wait together become durable
/// together, within bounds; nobody is answered before the commit that decided him is durable and published; when a commit fails
/// everyone in it is told so, and what the account holds is asked of the engine again before the next. Whoever asked alone may go on where his
/// write was made durable, and never keeps another's write waiting by that. Who has nothing else to do, on a thread that may wait for a disk, makes it
/// durable himself, with what waits beside it; what comes meanwhile is another thread's.
/// </summary>
internal sealed class AccountWriter(OpenAccount account, MailStoreSettings settings)
{
    private readonly Lock _gate = new();
    // Guarded by the gate, as are the three after it.
    private readonly Queue<AccountWrite> _waiting = new();
    private bool _isRunning;
    private bool _isStopping;
    private TaskCompletionSource? _stopped;
    // Of whoever runs.
    private readonly List<AccountWrite> _batch = [];
    private bool _isUncertain;

    /// <summary>Completes when the write is durable and published, or throws why it is not.</summary>
    public ValueTask DecideAsync(AccountWrite write, CancellationToken cancellationToken) => DecideAsync(write, CommitWait.Aside, cancellationToken);

    /// <summary>Completes when the write is durable and published, or throws why it is not.</summary>
    public async ValueTask DecideAsync(AccountWrite write, CommitWait wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Whoever writes to an idle writer hands its batch to the engine himself, which only queues it there: one thread switch less.
        if (Put(write))
            _ = RunAsync(wait);
        if (write.Done is { IsCompleted: true } done)
        {
            await done;
            return;
        }

        // Cancelling counts only while the write waits. Once taken it is decided, and whoever asked must keep its content until then.
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((AccountWrite)state!).TryCancel(token), write);
        await write.Done;
    }

    /// <summary>Decides what waits already, then stops.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopping = true;
            if (!_isRunning)
                return Task.CompletedTask;
            _stopped ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _stopped.Task;
        }
    }

    /// <summary>Adds a write to those that wait; returns whether nobody runs yet.</summary>
    private bool Put(AccountWrite write)
    {
        lock (_gate)
        {
            if (_isStopping)
                throw account.GoneException();
            _waiting.Enqueue(write);
            var isIdle = !_isRunning;
            _isRunning = true;
            return isIdle;
        }
    }

    private async Task RunAsync(CommitWait wait)
    {
        while (true)
        {
            Gather();
            var lone = _batch.Count > 0 ? await CommitAsync(wait) : null;
            // Once, for whoever began: the others' writes are not his to wait for.
            wait = CommitWait.Aside;
            var isLast = TryRest();
            // From here on the next write finds its way without this one.
            if (lone is not null && !(isLast && account.Engine.TryLend(lone.CompleteHere)))
                lone.Complete();
            if (isLast)
                return;
        }
    }

    private bool TryRest()
    {
        lock (_gate)
        {
            if (_batch.Count > 0 || _waiting.Count > 0)
                return false;
            _isRunning = false;
            _stopped?.TrySetResult();
            return true;
        }
    }

    /// <summary>Commits what was gathered, or the first part of it, and answers; a write that was alone is returned, to be answered.</summary>
    private async ValueTask<AccountWrite?> CommitAsync(CommitWait wait)
    {
        try
        {
            if (_isUncertain)
            {
                await account.ReloadAsync();
                _isUncertain = false;
                wait = CommitWait.Aside;
            }

            var began = Stopwatch.GetTimestamp();
            if (wait == CommitWait.Aside || !account.Engine.TryCommitHere(_batch, out var outcome))
                outcome = await account.Engine.CommitAsync(_batch, CancellationToken.None);
            var taken = _batch.GetRange(0, outcome.Taken);
            _batch.RemoveRange(0, outcome.Taken);
            account.Metrics.Committed(Stopwatch.GetElapsedTime(began), taken.Count);
            if (!TryPublish(outcome.Tree, taken))
            {
                await ReloadAndAnswerAsync(taken);
                return null;
            }

            if (taken is [{ Failure: null } lone])
                return lone;
            Answer(taken);
        }
        catch (Exception failure)
        {
            _isUncertain = true;
            account.Metrics.Failed(_batch.Count);
            foreach (var write in _batch)
            {
                account.ReturnClaims(write);
                write.Fail(failure);
            }

            _batch.Clear();
        }

        return null;
    }

    private bool TryPublish(MailboxTree tree, List<AccountWrite> taken)
    {
        try
        {
            account.Publish(tree, taken);
            return true;
        }
        catch (Exception)
        {
            // Something above is at fault, an index or a watcher. What is in memory cannot be trusted and is read again.
            _isUncertain = true;
            return false;
        }
    }

    // These are durable, whatever happens from here on: they are answered so.
    private async ValueTask ReloadAndAnswerAsync(List<AccountWrite> taken)
    {
        try
        {
            await account.ReloadAsync();
            _isUncertain = false;
        }
        finally
        {
            Answer(taken);
        }
    }

    private void Answer(List<AccountWrite> taken)
    {
        foreach (var write in taken)
        {
            if (write.Failure is not null)
            {
                account.Metrics.Failed(operations: 1);
                account.ReturnClaims(write);
            }

            write.Complete();
        }
    }

    private void Gather()
    {
        var weight = 0L;
        foreach (var write in _batch)
            weight += write.Weight;
        lock (_gate)
        {
            while (_batch.Count < settings.BatchWrites && weight < settings.BatchBytes && _waiting.TryDequeue(out var write))
            {
                if (!write.TryTake())
                    continue;
                _batch.Add(write);
                weight += write.Weight;
            }
        }

        if (_batch.Count > 0 && account.TakeRecentClaims() is { } claims)
        {
            claims.TryTake();
            _batch.Add(claims);
        }
    }
}
