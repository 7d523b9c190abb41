using Culver.Imap.Wire;
using Culver.Storage;

namespace Culver.Imap.Session;

/// <summary>
/// The mailbox a session has selected: the view its client was told of, which alone gives sequence numbers a meaning, and what
/// belongs to the selection and ends with it.
/// </summary>
internal sealed class SelectedMailbox(IMailAccount account, IMailboxView view, bool isReadOnly) : IDisposable
{
    public IMailAccount Account { get; } = account;

    public IMailboxView View { get; } = view;

    public MailboxId Id => View.Told.Id;

    /// <summary>Whether it was removed: what the client named can be neither found nor changed then, also where its rows were never read.</summary>
    public bool IsGone => !Account.Mailboxes.TryGet(Id, out var now) || !now.IsSelectable;

    /// <summary>Selected by EXAMINE.</summary>
    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>
    /// The messages that are \Recent in this session (RFC 3501 §2.3.2): exactly one session is told of each, and which they are does
    /// not change while it lasts. Grows as new mail is told.
    /// </summary>
    public UidSet Recent { get; private set; } = UidSet.Empty;

    /// <summary>The result variable <c>$</c> (RFC 9051 §6.4.4.1): empty at first, and again when a saving SEARCH fails.</summary>
    public UidSet Saved { get; set; } = UidSet.Empty;

    /// <summary>Takes what is recent below <paramref name="uidNext"/> for this session; EXAMINE looks and does not take.</summary>
    /// <returns>Whether there is more of it than before.</returns>
    public bool ClaimRecent(Uid uidNext)
    {
        var floor = Account.Recent(Id, uidNext, claim: !IsReadOnly);
        if (floor >= uidNext)
            return false;
        var before = Recent;
        Recent = Recent.Union(UidSet.Of(floor, new(uidNext.Value - 1)));
        return !Recent.Equals(before);
    }

    /// <summary>How many messages of the view are \Recent.</summary>
    public static int CountRecent(MailboxSnapshot snapshot, UidSet recent) =>
        recent.IsEmpty ? 0 : MessageSelection.OfUids(snapshot, recent).Count;

    /// <summary>What the client named, in its view.</summary>
    /// <exception cref="ImapSyntaxException">A sequence number no message ever had here (RFC 9051 §9, seq-number).</exception>
    public async ValueTask<MessageSelection> ResolveAsync(SequenceSet set, bool byUid, CancellationToken cancellationToken)
    {
        var snapshot = await View.SnapshotAsync(cancellationToken);
        if (!byUid && set.Exceeds((uint)snapshot.Count))
            throw new ImapSyntaxException($"expected sequence numbers up to {snapshot.Count}");
        var named = byUid
            ? MessageSelection.OfUids(snapshot, set.Resolve(snapshot.LastUid.Value))
            : MessageSelection.OfNumbers(snapshot, set.Resolve((uint)snapshot.Count));
        return set.HasSaved ? named.Union(MessageSelection.OfUids(snapshot, Saved)) : named;
    }

    public void Dispose() => View.Dispose();
}
