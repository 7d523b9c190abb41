namespace Culver.Storage;

/// <summary>
/// Snapshots that show messages which are gone: because a client may not be told of it yet (RFC 9051 §7.5.1), or because what it was told
/// earlier is rebuilt from what is there now.
/// </summary>
internal static class SnapshotGhosts
{
    /// <summary>The newest rows, and of <paramref name="before"/> those that are gone and have to keep their numbers.</summary>
    public static MailboxSnapshot Keeping(MailboxSnapshot latest, MailboxSnapshot before, ReadOnlySpan<NumberedUid> gone)
    {
        var ghosts = new IndexRow[gone.Length];
        for (var i = 0; i < gone.Length; i++)
        {
            var row = before[gone[i].Number];
            // The tables differ when the index was let go and loaded again in between.
            var flags = ReferenceEquals(before.Flags, latest.Flags) ? row.FlagSet : latest.Flags.Intern(before.FlagsOf(row));
            // No news is told of a message that is gone: of a view rebuilt from newer rows it would be.
            ghosts[i] = row with { FlagSet = flags, ModSeq = row.ModSeq > before.ModSeq ? before.ModSeq : row.ModSeq };
        }

        return latest.With(new(ghosts, UidSet.Empty, latest.ModSeq, latest.UidNext, latest.Keywords));
    }

    /// <summary>
    /// The mailbox as a client was told of it at SELECT: the rows there are now with UIDs below the UIDNEXT it was told, and a ghost for each
    /// expunge that is newer. Of a ghost only the UID is known: <see cref="IndexRow.Message"/> is 0. Flags are those of now; a difference
    /// from this snapshot finds them, for they are newer than it says it is.
    /// </summary>
    public static MailboxSnapshot AsTold(MailboxSnapshot latest, MailboxInfo told, UidSet vanished)
    {
        if (latest.ModSeq == told.HighestModSeq)
            return latest;
        var nothing = latest.Flags.Intern(default);
        var ghosts = new List<IndexRow>();
        foreach (var uid in vanished.Uids())
        {
            // What was expunged after the latest rows were taken is still among them.
            if (uid < told.UidNext && !latest.TryFind(uid, out _, out _))
                ghosts.Add(new(uid, nothing, ModSeq.Zero, default, 0, 0));
        }

        return latest.With(new(
            ghosts.ToArray(),
            UidSet.Of(told.UidNext, new(uint.MaxValue)),
            told.HighestModSeq,
            told.UidNext,
            // Not the keywords told: flags of now may use the newer ones.
            latest.Keywords));
    }
}
