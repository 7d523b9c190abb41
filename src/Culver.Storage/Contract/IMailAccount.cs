using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>
/// A lease on an open account. All writes go through the account's one writer, which batches them into durable commits; a
/// returned result is durable. Reads never wait for writes and hold nothing of the engine after they return.
/// Every call throws <see cref="StorageUnavailableException"/> when the engine cannot serve, and
/// <see cref="AccountGoneException"/> once the account was removed.
/// </summary>
public interface IMailAccount : IAsyncDisposable
{
    /// <summary>Whose it is.</summary>
    AccountId Id { get; }

    /// <summary>The mailboxes as of the newest commit.</summary>
    MailboxTree Mailboxes { get; }

    /// <summary>What it may hold and take, as settled now. Writes are held to it; it can be asked before bytes are sent in vain.</summary>
    AccountLimits Limits { get; }

    /// <summary>
    /// Calls <paramref name="changed"/> after every commit that changed the account, until the result is disposed. The call comes on the
    /// writer's thread and must only signal; what changed is asked of <see cref="Mailboxes"/> and of views.
    /// </summary>
    IDisposable Watch(Action changed);

    /// <summary>
    /// What changes at most this many messages is one commit, decided in the order in which it was asked for, whether or not what came before was
    /// waited for; of more, others may come between the slices.
    /// </summary>
    int SliceRows { get; }

    /// <summary>Makes a mailbox and the names above it that are missing.</summary>
    ValueTask<MailboxResult> CreateMailboxAsync(MailboxName name, SpecialUse specialUse, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a mailbox and its messages. With children it stays as a name that cannot be selected (RFC 9051 §6.3.5); such a name with
    /// children is <see cref="MailboxResult.HasChildren"/>. INBOX is forbidden.
    /// </summary>
    ValueTask<MailboxResult> DeleteMailboxAsync(MailboxName name, CancellationToken cancellationToken);

    /// <summary>
    /// Renames a mailbox and everything below it, keeping ids, UIDs and UIDVALIDITY; missing names above the new one are made. Of
    /// INBOX: its messages move to a new mailbox and INBOX stays, empty; its children stay (RFC 9051 §6.3.6).
    /// </summary>
    ValueTask<MailboxResult> RenameMailboxAsync(MailboxName from, MailboxName to, CancellationToken cancellationToken);

    /// <summary>Adds a name to, or takes it from, the subscriptions. A name need not exist.</summary>
    ValueTask SetSubscriptionAsync(MailboxName name, bool subscribed, CancellationToken cancellationToken);

    /// <summary>Opens a session's view of a mailbox, telling nothing of the past; null when it does not exist or cannot be selected.</summary>
    ValueTask<IMailboxView?> OpenViewAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>Stores messages in a mailbox: all or none.</summary>
    ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CancellationToken cancellationToken);

    /// <summary>Stores messages as <see cref="AppendAsync(MailboxId, ImmutableArray{NewMessage}, CancellationToken)"/> does, and says what the caller's thread does meanwhile.</summary>
    ValueTask<AppendResult> AppendAsync(MailboxId mailbox, ImmutableArray<NewMessage> messages, CommitWait wait, CancellationToken cancellationToken) =>
        AppendAsync(mailbox, messages, cancellationToken);

    /// <summary>
    /// Stores a delivered message, once for each <paramref name="key"/>; none where no later try could bring the same one, so that nothing has
    /// to be remembered.
    /// </summary>
    ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CancellationToken cancellationToken);

    /// <summary>Stores a delivered message as <see cref="DeliverAsync(MailboxId, NewMessage, DeliveryKey?, CancellationToken)"/> does, and says what the caller's thread does meanwhile.</summary>
    ValueTask<AppendResult> DeliverAsync(MailboxId mailbox, NewMessage message, DeliveryKey? key, CommitWait wait, CancellationToken cancellationToken) =>
        DeliverAsync(mailbox, message, key, cancellationToken);

    /// <summary>
    /// Changes flags. With <paramref name="unchangedSince"/>, messages with a newer ModSeq are left alone and reported. Of very many it commits in
    /// slices; what was changed stays so when the rest cannot be.
    /// </summary>
    ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CancellationToken cancellationToken);

    /// <summary>Changes flags as <see cref="StoreFlagsAsync(MailboxId, UidSet, FlagChange, ModSeq?, CancellationToken)"/> does, and says what the caller's thread does meanwhile.</summary>
    ValueTask<StoreResult> StoreFlagsAsync(MailboxId mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince, CommitWait wait, CancellationToken cancellationToken) =>
        StoreFlagsAsync(mailbox, uids, change, unchangedSince, cancellationToken);

    /// <summary>
    /// Copies messages, in ascending order of UID, with flags, dates, and ids. All or none (RFC 9051 §6.4.7). Very many appear in slices; should
    /// one fail, those before it are taken back, after a crash when the account is next opened.
    /// </summary>
    ValueTask<CopyResult> CopyAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken);

    /// <summary>Moves messages: each is in one of the two mailboxes at every moment (RFC 6851 §3.3). Large moves commit in slices.</summary>
    ValueTask<CopyResult> MoveAsync(MailboxId source, UidSet uids, MailboxId destination, CancellationToken cancellationToken);

    /// <summary>Expunges the messages with <c>\Deleted</c> among <paramref name="uids"/>. Large expunges commit in slices.</summary>
    ValueTask<ExpungeResult> ExpungeAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken);

    /// <summary>
    /// Removes messages whatever their flags, all in one commit: what POP3 marked goes at its QUIT or not at all (RFC 1939 §6). Messages that
    /// are gone already are left out.
    /// </summary>
    ValueTask<ExpungeResult> RemoveAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken);

    /// <summary>
    /// What was expunged after <paramref name="since"/>, among <paramref name="among"/> (RFC 7162 §3.2.5.1 VANISHED). When the record does
    /// not reach back that far: every UID of <paramref name="among"/> below UIDNEXT that is not in the mailbox (§5.1).
    /// </summary>
    ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken);

    /// <summary>How many of some UIDs are in the mailbox now; 0 when it is gone. Looks at no message but these, and at none where its rows are in memory.</summary>
    ValueTask<long> CountAsync(MailboxId mailbox, UidSet uids, CancellationToken cancellationToken);

    /// <summary>
    /// The first UID that is <c>\Recent</c> for the caller, who takes all below <paramref name="uidNext"/> for itself when
    /// <paramref name="claim"/> is true (RFC 3501 §2.3.2). Never waits for a commit.
    /// </summary>
    Uid Recent(MailboxId mailbox, Uid uidNext, bool claim);

    /// <summary>
    /// Reads digests, ids or small contents of several messages at once into one owned batch, in the order of
    /// <paramref name="rows"/>. May return fewer than asked (at least one), when they would be more than about 1 MiB.
    /// </summary>
    ValueTask<MessageBatch> ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken);

    /// <summary>
    /// Shows the digests of messages to <paramref name="reader"/> where they are stored, in the order of <paramref name="rows"/>, without making copies. Of
    /// very many it shows the first; the caller comes again for the rest.
    /// </summary>
    /// <returns>How many of <paramref name="rows"/>, from the first on, the reader took.</returns>
    ValueTask<int> ShowDigestsAsync(ReadOnlyMemory<IndexRow> rows, IDigestReader reader, CancellationToken cancellationToken);

    /// <summary>
    /// When messages came into this mailbox, in UTC and whole seconds (RFC 8514 §2): by append, delivery, copy or move, in the order of
    /// <paramref name="rows"/>. Of one that is expunged meanwhile: when it came into the account.
    /// </summary>
    ValueTask<DateTimeOffset[]> ReadSaveDatesAsync(MailboxId mailbox, ReadOnlyMemory<IndexRow> rows, CancellationToken cancellationToken);

    /// <summary>Opens a message's bytes for ranged reading.</summary>
    ValueTask<IMessageContent> OpenContentAsync(IndexRow row, CancellationToken cancellationToken);

    /// <summary>
    /// The messages among <paramref name="rows"/> whose text holds every one of <paramref name="needles"/> as a substring, without regard to
    /// case, in the scope each names. Never wrong because an index is behind.
    /// </summary>
    ValueTask<UidSet> SearchTextAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken);

    /// <summary>
    /// What an index knows of the messages among <paramref name="rows"/> and a question about the fields of their headers. Reads no message, so that a caller who must look at each has
    /// fewer to look at. Never wrong because an index is behind.
    /// </summary>
    ValueTask<HeaderAnswer> LookInHeadersAsync(ReadOnlyMemory<IndexRow> rows, HeaderQuestion question, CancellationToken cancellationToken);
}

/// <summary>What to read of a message.</summary>
[Flags]
public enum MessageParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The digest.</summary>
    Digest = 1,

    /// <summary>EMAILID and THREADID.</summary>
    Ids = 2,

    /// <summary>The whole content where it is small enough to be stored inline.</summary>
    InlineContent = 4,
}

/// <summary>Where a text is looked for.</summary>
public enum TextScope
{
    /// <summary>The body (RFC 9051 §6.4.4 BODY).</summary>
    Body,

    /// <summary>Header and body (TEXT).</summary>
    HeaderAndBody,
}

/// <summary>A text to look for.</summary>
/// <param name="Text">The text as the client gave it, decoded to Unicode; folding is the store's.</param>
/// <param name="Scope">Where.</param>
public sealed record TextNeedle(string Text, TextScope Scope);

/// <summary>A message's bytes, open for reading. Stays readable while a view holds the message, also after it was expunged.</summary>
public interface IMessageContent : IAsyncDisposable
{
    /// <summary>Octets.</summary>
    long Length { get; }

    /// <summary>The bytes where they are in memory already, good until this is disposed; empty when they must be read.</summary>
    ReadOnlyMemory<byte> Memory { get; }

    /// <summary>Reads from <paramref name="offset"/>; returns how many octets, 0 only at the end.</summary>
    ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
