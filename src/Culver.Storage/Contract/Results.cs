using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>How a write to the mailboxes of an account ended.</summary>
public abstract record MailboxResult
{
    private MailboxResult()
    {
    }

    /// <summary>Done, durably. The mailbox as it is now (for a deletion: as it was).</summary>
    public sealed record Done(MailboxInfo Mailbox) : MailboxResult;

    /// <summary>There is no such mailbox.</summary>
    public sealed record NotFound : MailboxResult;

    /// <summary>The name is taken.</summary>
    public sealed record AlreadyExists : MailboxResult;

    /// <summary>It holds children, and nothing else that could be removed.</summary>
    public sealed record HasChildren : MailboxResult;

    /// <summary>The operation is never allowed on this mailbox (INBOX, reserved names, a mailbox below itself).</summary>
    public sealed record Forbidden(string Reason) : MailboxResult;

    /// <summary>The account may have no more mailboxes.</summary>
    public sealed record LimitReached : MailboxResult;

    /// <summary>Another mailbox of the account has this special use already (RFC 6154 §5.2, USEATTR).</summary>
    public sealed record SpecialUseTaken : MailboxResult;
}

/// <summary>How an append or a delivery ended.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>Stored, durably; one entry a message, in the order given.</summary>
    public sealed record Appended(UidValidity UidValidity, ImmutableArray<AppendedMessage> Messages, ModSeq ModSeq) : AppendResult;

    /// <summary>This delivery was committed before; nothing was done.</summary>
    public sealed record AlreadyDelivered : AppendResult;

    /// <summary>The mailbox does not exist (any more), or cannot hold messages.</summary>
    public sealed record MailboxGone : AppendResult;

    /// <summary>The account's quota would be exceeded; nothing was stored.</summary>
    public sealed record OverQuota : AppendResult;

    /// <summary>A message is larger than the account may append (RFC 7889); nothing was stored. Never of a delivery.</summary>
    /// <param name="Limit">The most octets a message may have.</param>
    public sealed record TooLarge(long Limit) : AppendResult;

    /// <summary>The mailbox would need more than 128 keywords.</summary>
    public sealed record TooManyKeywords : AppendResult;

    /// <summary>The mailbox has given out its last UID.</summary>
    public sealed record UidsExhausted : AppendResult;
}

/// <summary>A message just stored.</summary>
/// <param name="Uid">Its UID in the mailbox.</param>
/// <param name="EmailId">Its id.</param>
/// <param name="ThreadId">Its thread.</param>
public readonly record struct AppendedMessage(Uid Uid, EmailId EmailId, ThreadId ThreadId);

/// <summary>How a change of flags ended.</summary>
public abstract record StoreResult
{
    private StoreResult()
    {
    }

    /// <summary>
    /// Done, durably. Messages that are gone, or that the change did not alter, are in neither set.
    /// </summary>
    /// <param name="Changed">The messages whose flags are different now; <see cref="Made"/> tells their ModSeqs.</param>
    /// <param name="Modified">Those left alone because they were changed since (RFC 7162 §3.1.3, UNCHANGEDSINCE).</param>
    /// <param name="ModSeq">The ModSeq of the change, of its last slice where there are several; the mailbox's present one where nothing changed.</param>
    public sealed record Stored(UidSet Changed, UidSet Modified, ModSeq ModSeq) : StoreResult
    {
        /// <summary>The ModSeqs of the slices before the last one.</summary>
        public ImmutableArray<ModSeq> Earlier { get; init; } = [];

        /// <summary>Whether a row's ModSeq is of this change.</summary>
        public bool Made(ModSeq modSeq) => modSeq == ModSeq || Earlier.Contains(modSeq);
    }

    /// <summary>The mailbox does not exist any more.</summary>
    public sealed record MailboxGone : StoreResult;

    /// <summary>The mailbox would need more than 128 keywords; nothing was changed.</summary>
    public sealed record TooManyKeywords : StoreResult;
}

/// <summary>How a copy or a move ended.</summary>
public abstract record CopyResult
{
    private CopyResult()
    {
    }

    /// <summary>Done, durably. <paramref name="Uids"/> pairs source and new UID, ascending by source; messages that were gone are left out.</summary>
    public sealed record Copied(UidValidity UidValidity, ImmutableArray<CopiedMessage> Uids, ModSeq ModSeq) : CopyResult;

    /// <summary>The mailbox copied from does not exist any more.</summary>
    public sealed record SourceGone : CopyResult;

    /// <summary>The destination does not exist, or cannot hold messages.</summary>
    public sealed record DestinationGone : CopyResult;

    /// <summary>The account's quota would be exceeded; nothing was copied.</summary>
    public sealed record OverQuota : CopyResult;

    /// <summary>The destination would need more than 128 keywords; nothing was copied.</summary>
    public sealed record TooManyKeywords : CopyResult;

    /// <summary>The destination has given out its last UID.</summary>
    public sealed record UidsExhausted : CopyResult;
}

/// <summary>A message copied or moved.</summary>
/// <param name="Source">Its UID where it came from.</param>
/// <param name="Destination">Its new UID.</param>
public readonly record struct CopiedMessage(Uid Source, Uid Destination);

/// <summary>How an expunge ended.</summary>
public abstract record ExpungeResult
{
    private ExpungeResult()
    {
    }

    /// <summary>Done, durably.</summary>
    /// <param name="Uids">What is gone.</param>
    /// <param name="ModSeq">The ModSeq of the newest of these expunges; the mailbox's present one where nothing was expunged.</param>
    public sealed record Expunged(UidSet Uids, ModSeq ModSeq) : ExpungeResult;

    /// <summary>The mailbox does not exist any more.</summary>
    public sealed record MailboxGone : ExpungeResult;
}
