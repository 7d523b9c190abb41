namespace Culver.Storage;

/// <summary>What views ask of the account they belong to. Safe for concurrent use.</summary>
internal interface IMailboxSource
{
    /// <summary>The mailbox as of the newest commit; null when it is gone. Costs nothing.</summary>
    MailboxInfo? Newest(MailboxId mailbox);

    /// <summary>
    /// The rows of a mailbox, loaded if they are not in memory, with the mailbox as of the same commit; never older than what
    /// <see cref="Newest"/> has said before. Null when it is gone.
    /// </summary>
    ValueTask<LatestMailbox?> LatestAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>
    /// The UIDs of <paramref name="among"/> expunged after <paramref name="since"/>, at least up to the commit last given by
    /// <see cref="LatestAsync"/>. While a view holds <paramref name="since"/> the record reaches back that far.
    /// </summary>
    ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken);

    /// <summary>Begins to count a view: what was expunged after its <see cref="MailboxView.HoldsFrom"/> keeps its content and its record.</summary>
    void Attach(MailboxView view);

    /// <summary>Ends it.</summary>
    void Detach(MailboxView view);
}

/// <summary>A mailbox and its rows, of one commit.</summary>
/// <param name="Info">The mailbox.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record LatestMailbox(MailboxInfo Info, MailboxSnapshot Rows);
