using Culver.Storage.Engine;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Changes flags. Rows whose flags stay as they are get no new ModSeq.</summary>
internal static class StoreFlagsOperation
{
    public static StoreResult Apply(AccountWork work, StoreFlagsWrite write)
    {
        write.Rest = UidSet.Empty;
        if (!work.Tree.TryGet(write.Mailbox, out var mailbox) || !mailbox.IsSelectable)
            return new StoreResult.MailboxGone();
        var keywords = mailbox.Keywords;
        var named = write.Change.Flags.Keywords;
        UInt128 mask;
        if (write.Change.Operation == FlagOperation.Remove)
            mask = KeywordRules.Known(keywords, named);
        else if (!KeywordRules.TryRegister(ref keywords, named, out mask))
            return new StoreResult.TooManyKeywords();

        var change = new FlagSet(write.Change.Flags.System, mask);
        var (unseen, deleted) = (mailbox.Unseen, mailbox.Deleted);
        var modified = new List<UidRange>();
        var changed = new List<MessageRow>();
        var key = work.KeyOf(mailbox.Id);
        var found = MessageRow.Read(work.Database, key, mailbox, write.Uids, write.Limit);
        if (found.Count == write.Limit)
            write.Rest = Removal.Above(write.Uids, found[^1].Uid);
        foreach (var row in found)
        {
            // RFC 7162 §3.1.3: a message that is newer is left alone and reported, whatever the change would have done.
            if (write.UnchangedSince is { } since && row.ModSeq > since)
            {
                modified.Add(new(row.Uid, row.Uid));
                continue;
            }

            var after = KeywordRules.Apply(row.Flags, write.Change.Operation, change);
            if (after == row.Flags)
                continue;
            unseen += Counters.IsUnseen(after) - Counters.IsUnseen(row.Flags);
            deleted += Counters.IsDeleted(after) - Counters.IsDeleted(row.Flags);
            changed.Add(row with { Flags = after });
        }

        if (changed.Count == 0)
            return new StoreResult.Stored(UidSet.Empty, UidSet.From(modified), mailbox.HighestModSeq);
        var modSeq = work.NextModSeq();
        var rows = Update(work, mailbox.Id, key, changed, write.Change.Operation, change, modSeq);
        work.Set(mailbox with { Keywords = keywords, HighestModSeq = modSeq, Unseen = unseen, Deleted = deleted });
        write.Deltas = [new(mailbox.Id, modSeq, rows, UidSet.Empty)];
        return new StoreResult.Stored(UidSet.From(changed.Select(static row => row.Uid)), UidSet.From(modified), modSeq);
    }

    /// <summary>
    /// Neighbours, whose UIDs follow one another, are one statement: every row between the first and the last of a run is among the changed ones, and
    /// what the operation makes of each is what <see cref="KeywordRules.Apply"/> made of it.
    /// </summary>
    private static IndexRow[] Update(AccountWork work, MailboxId mailbox, long key, List<MessageRow> changed, FlagOperation operation, in FlagSet change, ModSeq modSeq)
    {
        var table = work.Surroundings.FlagSets(mailbox);
        var rows = new IndexRow[changed.Count];
        var update = work.Database.Statement(StatementOf(operation)).Bind(1, modSeq.Value)
            .Bind(2, (long)change.System)
            .Bind(3, (long)(ulong)change.Keywords)
            .Bind(4, (long)(ulong)(change.Keywords >> 64))
            .Bind(5, key);
        for (var first = 0; first < rows.Length;)
        {
            var end = first + 1;
            while (end < rows.Length && changed[end].Uid.Value == changed[end - 1].Uid.Value + 1)
                end++;
            update.Bind(6, changed[first].Uid.Value).Bind(7, changed[end - 1].Uid.Value).Run();
            for (; first < end; first++)
                rows[first] = (changed[first] with { ModSeq = modSeq }).ToIndex(table);
        }

        return rows;
    }

    private static string StatementOf(FlagOperation operation) => operation switch
    {
        FlagOperation.Add =>
            "UPDATE mailbox_message SET modseq = ?1, flags = flags | ?2, keywords_low = keywords_low | ?3, keywords_high = keywords_high | ?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        FlagOperation.Remove =>
            "UPDATE mailbox_message SET modseq = ?1, flags = flags & ~?2, keywords_low = keywords_low & ~?3, keywords_high = keywords_high & ~?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        FlagOperation.Replace =>
            "UPDATE mailbox_message SET modseq = ?1, flags = ?2, keywords_low = ?3, keywords_high = ?4 WHERE mailbox = ?5 AND uid BETWEEN ?6 AND ?7",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, message: null),
    };
}
