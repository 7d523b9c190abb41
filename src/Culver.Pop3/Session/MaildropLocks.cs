using System.Collections.Concurrent;
using Culver.Storage;

namespace Culver.Pop3.Session;

/// <summary>
/// The exclusive access of RFC 1939 §4: one POP3 session to a mailbox. In memory, for one process owns a data folder; a process that dies
/// leaves no lock behind. IMAP and delivery are not kept out: a session's view is its own.
/// </summary>
internal sealed class MaildropLocks
{
    private readonly ConcurrentDictionary<(AccountId Account, MailboxId Mailbox), byte> _held = new();

    /// <summary>Takes a mailbox; <see langword="null"/> when another session has it. Disposing the result gives it back.</summary>
    public IDisposable? TryTake(AccountId account, MailboxId mailbox) =>
        _held.TryAdd((account, mailbox), 0) ? new Held(this, (account, mailbox)) : null;

    private sealed class Held(MaildropLocks locks, (AccountId Account, MailboxId Mailbox) key) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                locks._held.TryRemove(key, out _);
        }
    }
}
