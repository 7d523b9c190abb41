using System.Collections.Immutable;

namespace Culver.Storage.Engine;

/// <summary>Makes a mailbox; see <see cref="IMailAccount.CreateMailboxAsync"/>.</summary>
public sealed class CreateMailboxWrite(MailboxName name, SpecialUse specialUse) : AccountWrite<MailboxResult>
{
    /// <summary>Its name.</summary>
    public MailboxName Name { get; } = name;

    /// <summary>What it is for.</summary>
    public SpecialUse SpecialUse { get; } = specialUse;
}

/// <summary>Removes a mailbox; see <see cref="IMailAccount.DeleteMailboxAsync"/>.</summary>
public sealed class DeleteMailboxWrite(MailboxName name) : AccountWrite<MailboxResult>
{
    /// <summary>Which.</summary>
    public MailboxName Name { get; } = name;
}

/// <summary>Renames a mailbox; see <see cref="IMailAccount.RenameMailboxAsync"/>.</summary>
public sealed class RenameMailboxWrite(MailboxName from, MailboxName to) : AccountWrite<MailboxResult>
{
    /// <summary>Its name before.</summary>
    public MailboxName From { get; } = from;

    /// <summary>Its name after.</summary>
    public MailboxName To { get; } = to;
}

/// <summary>Changes the subscriptions; see <see cref="IMailAccount.SetSubscriptionAsync"/>.</summary>
public sealed class SubscribeWrite(MailboxName name, bool subscribed) : AccountWrite
{
    /// <summary>Which name.</summary>
    public MailboxName Name { get; } = name;

    /// <summary>Whether it is to be subscribed.</summary>
    public bool Subscribed { get; } = subscribed;
}

/// <summary>Stores messages, all or none; see <see cref="IMailAccount.AppendAsync(MailboxId, ImmutableArray{NewMessage}, CancellationToken)"/> and <see cref="IMailAccount.DeliverAsync(MailboxId, NewMessage, DeliveryKey?, CancellationToken)"/>.</summary>
public sealed class AppendWrite(MailboxId mailbox, ImmutableArray<NewMessage> messages, DeliveryKey? key) : AccountWrite<AppendResult>
{
    /// <summary>Where.</summary>
    public MailboxId Mailbox { get; } = mailbox;

    /// <summary>What.</summary>
    public ImmutableArray<NewMessage> Messages { get; } = messages;

    /// <summary>Which delivery it is, where a second one is to be refused.</summary>
    public DeliveryKey? Key { get; } = key;

    /// <summary>What the account may hold.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.None;

    /// <inheritdoc/>
    public override long Weight { get; } = messages.Sum(static message => 4096 + message.Content.Length);
}

/// <summary>Changes flags of a slice of messages; see <see cref="IMailAccount.StoreFlagsAsync(MailboxId, UidSet, FlagChange, ModSeq?, CancellationToken)"/>.</summary>
public sealed class StoreFlagsWrite(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, int limit) : AccountWrite<StoreResult>
{
    /// <summary>Where.</summary>
    public MailboxId Mailbox { get; } = mailbox;

    /// <summary>Of which messages; those that do not exist are passed over.</summary>
    public UidSet Uids { get; } = uids;

    /// <summary>What.</summary>
    public FlagChange Change { get; } = change;

    /// <summary>Leaves messages alone that are newer.</summary>
    public ModSeq? UnchangedSince { get; } = unchangedSince;

    /// <summary>At most this many, the lowest UIDs first.</summary>
    public int Limit { get; } = limit;

    /// <summary>What the limit left for another slice; set by the engine.</summary>
    public UidSet Rest { get; set; } = UidSet.Empty;
}

/// <summary>
/// Copies messages; see <see cref="IMailAccount.CopyAsync"/>. Where the limit leaves some for another slice the engine records, in the same
/// transaction, what it stored; the last slice takes the record away, and what has one when an account is opened is taken back.
/// </summary>
public sealed class CopyWrite(MailboxId source, UidSet uids, MailboxId destination, int limit) : AccountWrite<CopyResult>
{
    /// <summary>From where.</summary>
    public MailboxId Source { get; } = source;

    /// <summary>Which messages.</summary>
    public UidSet Uids { get; } = uids;

    /// <summary>To where.</summary>
    public MailboxId Destination { get; } = destination;

    /// <summary>What the account may hold. The first slice asks for room for all.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.None;

    /// <summary>At most this many, the lowest UIDs first.</summary>
    public int Limit { get; } = limit;

    /// <summary>The ModSeq of the copy's first slice, which names it; null in that slice.</summary>
    public ModSeq? Continues { get; init; }

    /// <summary>What the limit left for another slice; set by the engine.</summary>
    public UidSet Rest { get; set; } = UidSet.Empty;
}

/// <summary>Takes back what was stored of a copy whose next slice could not be (RFC 9051 §6.4.7).</summary>
public sealed class TakeBackCopyWrite(ModSeq copy) : AccountWrite
{
    /// <summary>The ModSeq of the copy's first slice.</summary>
    public ModSeq Copy { get; } = copy;
}

/// <summary>Moves a slice of messages; see <see cref="IMailAccount.MoveAsync"/>.</summary>
public sealed class MoveWrite(MailboxId source, UidSet uids, MailboxId destination, int limit) : AccountWrite<CopyResult>
{
    /// <summary>From where.</summary>
    public MailboxId Source { get; } = source;

    /// <summary>Which messages.</summary>
    public UidSet Uids { get; } = uids;

    /// <summary>To where.</summary>
    public MailboxId Destination { get; } = destination;

    /// <summary>At most this many, the lowest UIDs first.</summary>
    public int Limit { get; } = limit;

    /// <summary>What the limit left for another slice; set by the engine.</summary>
    public UidSet Rest { get; set; } = UidSet.Empty;
}

/// <summary>Expunges a slice of messages; see <see cref="IMailAccount.ExpungeAsync"/> and <see cref="IMailAccount.RemoveAsync"/>.</summary>
public sealed class ExpungeWrite(MailboxId mailbox, UidSet uids, int limit, bool whateverFlags = false) : AccountWrite<ExpungeResult>
{
    /// <summary>Where.</summary>
    public MailboxId Mailbox { get; } = mailbox;

    /// <summary>Which messages; of those with <c>\Deleted</c>, unless <see cref="WhateverFlags"/> is set.</summary>
    public UidSet Uids { get; } = uids;

    /// <summary>Whether messages without <c>\Deleted</c> go too.</summary>
    public bool WhateverFlags { get; } = whateverFlags;

    /// <summary>At most this many, the lowest UIDs first.</summary>
    public int Limit { get; } = limit;

    /// <summary>What the limit left for another slice; set by the engine.</summary>
    public UidSet Rest { get; set; } = UidSet.Empty;
}

/// <summary>Persists which messages were told as <c>\Recent</c>.</summary>
public sealed class RecentWrite(ImmutableArray<(MailboxId Mailbox, Uid Floor)> floors) : AccountWrite
{
    /// <summary>The first UID of each mailbox that nobody was told of.</summary>
    public ImmutableArray<(MailboxId Mailbox, Uid Floor)> Floors { get; } = floors;
}

/// <summary>
/// Removes for good a slice of what no mailbox shows any more: content, and the rows of removed mailboxes. Touches nothing a client
/// can see.
/// </summary>
public sealed class SweepWrite(ModSeq through, int limit) : AccountWrite
{
    /// <summary>Only what vanished at or before this: no session shows it.</summary>
    public ModSeq Through { get; } = through;

    /// <summary>At most about this many rows.</summary>
    public int Limit { get; } = limit;

    /// <summary>Whether there is more to sweep; set by the engine.</summary>
    public bool More { get; set; }

    /// <summary>The messages that are gone for good; set by the engine.</summary>
    public ImmutableArray<long> Swept { get; set; } = [];

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        More = false;
        Swept = [];
    }
}
