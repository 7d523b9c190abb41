using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>
/// One search's place among all that read messages. Rules upheld: a search of the index alone takes no turn unless it has very many keys; one that reads holds its turn for
/// a slice of time and then passes it on if anybody waits, so that a dear search delays a cheap one by a slice and not by its length.
/// </summary>
internal sealed class SearchTurn(FairTurns<AccountId> turns, AccountId account, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(20);

    private bool _isHeld;
    private long _since;

    /// <summary>Waits for a turn where none is held, and passes it on and waits for the next when the slice is over.</summary>
    public ValueTask StepAsync(CancellationToken cancellationToken)
    {
        if (!_isHeld)
            return TakeAsync(cancellationToken);
        if (time.GetElapsedTime(_since) < Slice)
            return ValueTask.CompletedTask;
        if (!turns.AnyWaiting)
            return YieldAsync(cancellationToken);
        GiveBack();
        return TakeAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        GiveBack();
        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        await turns.EnterAsync(account, cancellationToken);
        _isHeld = true;
        _since = time.GetTimestamp();
    }

    /// <summary>No search waits; other commands may.</summary>
    private async ValueTask YieldAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        _since = time.GetTimestamp();
    }

    private void GiveBack()
    {
        if (!_isHeld)
            return;
        _isHeld = false;
        turns.Leave();
    }
}
