using System.Collections.Immutable;
using System.Threading.Tasks.Sources;

namespace Culver.Storage.Engine;

/// <summary>
/// One whole operation on an account, asked of its engine. The engine decides it inside its transaction; whoever asked is answered
/// only after that transaction is durable.
/// </summary>
public abstract class AccountWrite : IValueTaskSource
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };
    private int _state;

    private protected AccountWrite()
    {
    }

    /// <summary>What it changed; set by the engine.</summary>
    public ImmutableArray<MailboxDelta> Deltas { get; set; } = [];

    /// <summary>Why this operation alone failed; set by the engine. Nothing of it was done then.</summary>
    public Exception? Failure { get; set; }

    /// <summary>About how many octets it adds to the transaction; bounds a batch.</summary>
    public virtual long Weight => 256;

    /// <summary>Completes when the outcome is durable. To be awaited once, by whoever asked.</summary>
    internal ValueTask Done => new(this, _done.Version);

    /// <summary>The writer takes it: from here on it can only be decided.</summary>
    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Gives it up unless the writer has it already: content it refers to stays in use until it is decided.</summary>
    internal void TryCancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
            _done.SetException(new OperationCanceledException(cancellationToken));
    }

    /// <summary>Answers a write that was taken. Once.</summary>
    internal void Complete()
    {
        if (Failure is { } failure)
            _done.SetException(failure);
        else
            _done.SetResult(result: true);
    }

    /// <summary>Answers it; whoever asked goes on within this call.</summary>
    internal void CompleteHere()
    {
        _done.RunContinuationsAsynchronously = false;
        Complete();
    }

    /// <summary>Answers a write that was taken. Once, and instead of completing it.</summary>
    internal void Fail(Exception failure) => _done.SetException(failure);

    /// <summary>Forgets an outcome that was rolled back with its transaction.</summary>
    public virtual void Clear()
    {
        Deltas = [];
        Failure = null;
    }

    void IValueTaskSource.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}

/// <summary>An operation with its result.</summary>
/// <typeparam name="TResult">How it can end.</typeparam>
public abstract class AccountWrite<TResult> : AccountWrite
    where TResult : class
{
    private protected AccountWrite()
    {
    }

    /// <summary>How it ended; set by the engine.</summary>
    public TResult? Result { get; set; }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        Result = null;
    }
}
