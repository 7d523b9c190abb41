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
        var rows = Update(work, mailbox.Id, key, changed, modSeq);
        work.Set(mailbox with { Keywords = keywords, HighestModSeq = modSeq, Unseen = unseen, Deleted = deleted });
        write.Deltas = [new(mailbox.Id, modSeq, rows, UidSet.Empty)];
        return new StoreResult.Stored(UidSet.From(changed.Select(static row => row.Uid)), UidSet.From(modified), modSeq);
    }

    private static IndexRow[] Update(AccountWork work, MailboxId mailbox, long key, List<MessageRow> changed, ModSeq modSeq)
    {
        var table = work.Surroundings.FlagSets(mailbox);
        var rows = new IndexRow[changed.Count];
        var update = work.Database
            .Statement("UPDATE mailbox_message SET modseq = ?, flags = ?, keywords_low = ?, keywords_high = ? WHERE mailbox = ? AND uid = ?")
            .Bind(1, modSeq.Value).Bind(5, key);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = changed[i] with { ModSeq = modSeq };
            update.Bind(2, (long)row.Flags.System)
                .Bind(3, (long)(ulong)row.Flags.Keywords)
                .Bind(4, (long)(ulong)(row.Flags.Keywords >> 64))
                .Bind(6, row.Uid.Value)
                .Run();
            rows[i] = row.ToIndex(table);
        }

        return rows;
    }
}
