using System.Diagnostics;
using System.Threading.Channels;
using Culver.Storage.Engine;

namespace Culver.Storage.Accounts;

/// <summary>
/// The one writer of an account. Rules it upholds: writes are decided in the order they came; those that wait together become durable
/// together, within bounds; nobody is answered before the commit that decided him is durable and published; when a commit fails
/// everyone in it is told so, and what the account holds is asked of the engine again before the next.
/// </summary>
internal sealed class AccountWriter
{
    private readonly Channel<AccountWrite> _queue = Channel.CreateUnbounded<AccountWrite>(
        // Whoever writes to an idle writer hands its batch to the engine himself, which only queues it there: one thread switch less.
        new() { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly List<AccountWrite> _batch = [];
    private readonly OpenAccount _account;
    private readonly MailStoreSettings _settings;
    private readonly Task _loop;
    private bool _isUncertain;

    public AccountWriter(OpenAccount account, MailStoreSettings settings)
    {
        _account = account;
        _settings = settings;
        _loop = RunAsync();
    }

    /// <summary>Completes when the write is durable and published, or throws why it is not.</summary>
    public async ValueTask DecideAsync(AccountWrite write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_queue.Writer.TryWrite(write))
            throw _account.GoneException();
        // Cancelling counts only while the write waits. Once taken it is decided, and whoever asked must keep its content until then.
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((AccountWrite)state!).TryCancel(token), write);
        await write.Done;
    }

    /// <summary>Decides what waits already, then stops.</summary>
    public async ValueTask StopAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (_batch.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            Gather();
            if (_batch.Count == 0)
                continue;
            try
            {
                if (_isUncertain)
                {
                    await _account.ReloadAsync();
                    _isUncertain = false;
                }

                var began = Stopwatch.GetTimestamp();
                var outcome = await _account.Engine.CommitAsync(_batch, CancellationToken.None);
                var taken = _batch.GetRange(0, outcome.Taken);
                _batch.RemoveRange(0, outcome.Taken);
                _account.Metrics.Committed(Stopwatch.GetElapsedTime(began), taken.Count);
                await AnswerAsync(outcome.Tree, taken);
            }
            catch (Exception failure)
            {
                _isUncertain = true;
                _account.Metrics.Failed(_batch.Count);
                foreach (var write in _batch)
                {
                    _account.ReturnClaims(write);
                    write.Fail(failure);
                }

                _batch.Clear();
            }
        }
    }

    // These are durable, whatever happens from here on: they are answered so.
    private async Task AnswerAsync(MailboxTree tree, List<AccountWrite> taken)
    {
        try
        {
            _account.Publish(tree, taken);
        }
        catch (Exception)
        {
            // Something above is at fault, an index or a watcher. What is in memory cannot be trusted and is read again.
            _isUncertain = true;
            await _account.ReloadAsync();
            _isUncertain = false;
        }
        finally
        {
            foreach (var write in taken)
            {
                if (write.Failure is not null)
                {
                    _account.Metrics.Failed(operations: 1);
                    _account.ReturnClaims(write);
                }

                write.Complete();
            }
        }
    }

    private void Gather()
    {
        var weight = _batch.Sum(static write => write.Weight);
        while (_batch.Count < _settings.BatchWrites && weight < _settings.BatchBytes && _queue.Reader.TryRead(out var write))
        {
            if (!write.TryTake())
                continue;
            _batch.Add(write);
            weight += write.Weight;
        }

        if (_batch.Count > 0 && _account.TakeRecentClaims() is { } claims)
        {
            claims.TryTake();
            _batch.Add(claims);
        }
    }
}
