using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Reads the rows of mailboxes and the record of expunges: the change feed.</summary>
internal static class RowReading
{
    public static LoadedRows? Load(SqliteDatabase database, MailboxId id, ModSeq since, AccountSurroundings surroundings)
    {
        if (MailboxRows.Find(database, id) is not { } found)
            return null;
        var flags = surroundings.FlagSets(id);
        var isAll = since <= ModSeq.Zero;
        // Of a whole mailbox the number is known: the array is made once.
        var rows = new IndexRow[isAll ? found.Mailbox.Messages : 16];
        var count = 0;
        // Most neighbours have the same flags: the number is looked up when they change.
        var (set, number) = (default(FlagSet), -1);
        foreach (var pack in PackedRows.All(database, found.Key))
        {
            for (var i = 0; i < pack.Count; i++)
            {
                if (!isAll && pack.ModSeqAt(i) <= since)
                    continue;
                var flagsNow = pack.FlagsAt(i);
                if (number < 0 || flagsNow != set)
                    (set, number) = (flagsNow, flags.Intern(flagsNow));
                if (count == rows.Length)
                    Array.Resize(ref rows, Math.Max(16, count * 2));
                rows[count++] = pack.IndexAt(i, number);
            }
        }

        if (count < rows.Length)
            Array.Resize(ref rows, count);
        return new(found.Mailbox, rows);
    }

    public static DateTimeOffset[] SaveDates(SqliteDatabase database, MailboxId id, ReadOnlySpan<IndexRow> rows)
    {
        var dates = new DateTimeOffset[rows.Length];
        var inMailbox = SavedInMailbox(database, id, rows);
        var inAccount = database.Statement("SELECT saved FROM message WHERE key = ?");
        for (var i = 0; i < dates.Length; i++)
        {
            if (!inMailbox.TryGetValue(rows[i].Uid, out var seconds))
            {
                inAccount.Bind(1, rows[i].Message);
                using (inAccount.Rows())
                    seconds = inAccount.Step() ? inAccount.Int64(0) : throw new StorageUnavailableException("The message is not stored any more.");
            }

            dates[i] = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return dates;
    }

    // Also of a mailbox that was removed: a session may still show it.
    private static Dictionary<Uid, long> SavedInMailbox(SqliteDatabase database, MailboxId id, ReadOnlySpan<IndexRow> rows)
    {
        var saved = new Dictionary<Uid, long>(rows.Length);
        var mailbox = database.Statement("SELECT key FROM mailbox WHERE id = ?").Bind(1, id.Value);
        long key;
        using (mailbox.Rows())
        {
            if (!mailbox.Step())
                return saved;
            key = mailbox.Int64(0);
        }

        var uids = new Uid[rows.Length];
        for (var i = 0; i < uids.Length; i++)
            uids[i] = rows[i].Uid;
        var walk = new PackWalk(database, key, UidSet.From(uids));
        while (walk.NextPack())
        {
            while (walk.NextRow())
                saved.Add(walk.Uid, walk.Pack.SavedAt(walk.Index));
        }

        return saved;
    }

    public static long Count(SqliteDatabase database, MailboxId id, UidSet uids)
    {
        if (MailboxRows.Find(database, id) is not { } found)
            return 0;
        var count = 0L;
        var walk = new PackWalk(database, found.Key, uids);
        while (walk.NextPack())
        {
            while (walk.NextRow())
                count++;
        }

        return count;
    }

    public static UidSet? VanishedSince(SqliteDatabase database, MailboxId id, ModSeq since)
    {
        // A mailbox that was removed keeps its record until it is swept.
        var mailbox = database.Statement("SELECT key, vanished_floor FROM mailbox WHERE id = ?").Bind(1, id.Value);
        long key;
        using (mailbox.Rows())
        {
            if (!mailbox.Step())
                return UidSet.Empty;
            key = mailbox.Int64(0);
            if (since < new ModSeq(mailbox.Int64(1)))
                return null;
        }

        var ranges = new List<UidRange>();
        var expunged = database.Statement("SELECT first, last FROM expunged WHERE mailbox = ? AND modseq > ?").Bind(1, key).Bind(2, since.Value);
        using (expunged.Rows())
        {
            while (expunged.Step())
                ranges.Add(new(new((uint)expunged.Int64(0)), new((uint)expunged.Int64(1))));
        }

        return UidSet.From(ranges);
    }
}
