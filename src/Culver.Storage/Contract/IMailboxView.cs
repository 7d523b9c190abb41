namespace Culver.Storage;

/// <summary>
/// What one session has told its client about a mailbox. Moves only when the session syncs. Keeps the content of everything it
/// shows readable until it moves past it or is disposed. Not for concurrent use.
/// </summary>
public interface IMailboxView : IDisposable
{
    /// <summary>The mailbox as of the last sync (as of opening, before the first): what the client was told.</summary>
    MailboxInfo Told { get; }

    /// <summary>How many messages the client believes there are.</summary>
    int Count { get; }

    /// <summary>Whether the store has anything newer than what was told, or the mailbox is gone. Costs nothing.</summary>
    bool IsBehind { get; }

    /// <summary>
    /// The rows the client knows, as a snapshot that numbers them. Loaded at the first call, and reconstructed then as of
    /// <see cref="Told"/>.
    /// </summary>
    ValueTask<MailboxSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Moves the view to the newest state and says what is different. Where <paramref name="expunges"/> is false, messages that are gone
    /// stay in the view with their numbers until a sync that may tell (RFC 9051 §7.5.1).
    /// </summary>
    ValueTask<ViewChanges> SyncAsync(bool expunges, CancellationToken cancellationToken);
}
