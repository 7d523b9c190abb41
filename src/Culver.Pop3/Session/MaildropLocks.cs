using System.Collections.Concurrent;
using Culver.Storage;

namespace Culver.Pop3.Session;

/// <summary>
/// The exclusive access of RFC 1939 §4: one POP3 session to a mailbox. In memory, for one process owns a data folder; a process that dies
/// leaves no lock behind. IMAP and delivery are not kept out: a session's view is its own.
/// </summary>
internal sealed class MaildropLocks(TimeProvider time)
{
    /// <summary>
    /// How long a login waits for the session that has the maildrop. Who lost a connection and comes again at once is often here before
    /// the end of the old one was noticed.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Each with what ends when it is given back.
    private readonly ConcurrentDictionary<(AccountId Account, MailboxId Mailbox), TaskCompletionSource> _held = new();

    /// <summary>Takes a mailbox; <see langword="null"/> when another session has it and keeps it. Disposing the result gives it back.</summary>
    /// <exception cref="OperationCanceledException">Whoever wanted it is gone.</exception>
    public async ValueTask<IDisposable?> TakeAsync(AccountId account, MailboxId mailbox, CancellationToken cancellationToken)
    {
        var key = (account, mailbox);
        var given = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_held.TryAdd(key, given))
            return new Held(this, key, given);
        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        while (true)
        {
            try
            {
                if (_held.TryGetValue(key, out var other))
                    await other.Task.WaitAsync(end.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            // Of several that waited one has it, and the others go on waiting for that one.
            if (_held.TryAdd(key, given))
                return new Held(this, key, given);
        }
    }

    private sealed class Held(MaildropLocks locks, (AccountId Account, MailboxId Mailbox) key, TaskCompletionSource given) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            locks._held.TryRemove(key, out _);
            given.TrySetResult();
        }
    }
}
