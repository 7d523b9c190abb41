using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Reads the rows of mailboxes and the record of expunges: the change feed.</summary>
internal static class RowReading
{
    // What the index holds, and no column more: a mailbox can have a million rows.
    private const string Columns = "uid, modseq, flags, keywords_low, keywords_high, date, size, message";

    public static LoadedRows? Load(SqliteDatabase database, MailboxId id, ModSeq since, AccountSurroundings surroundings)
    {
        if (MailboxRows.Find(database, id) is not { } found)
            return null;
        var flags = surroundings.FlagSets(id);
        var isAll = since <= ModSeq.Zero;
        // Of a whole mailbox the number is known: the array is made once.
        var rows = new IndexRow[isAll ? found.Mailbox.Messages : 16];
        var count = 0;
        var select = isAll
            ? database.Statement($"SELECT {Columns} FROM mailbox_message WHERE mailbox = ?").Bind(1, found.Key)
            : database.Statement($"SELECT {Columns} FROM mailbox_message WHERE mailbox = ? AND modseq > ?").Bind(1, found.Key).Bind(2, since.Value);
        using (select.Rows())
        {
            // Most neighbours have the same flags: the number is looked up when they change.
            var (system, low, high, number) = (0L, 0L, 0L, -1);
            while (select.Step())
            {
                var flagsNow = (select.Int64(2), select.Int64(3), select.Int64(4));
                if (number < 0 || flagsNow != (system, low, high))
                {
                    (system, low, high) = flagsNow;
                    number = flags.Intern(new((SystemFlags)system, new UInt128((ulong)high, (ulong)low)));
                }

                if (count == rows.Length)
                    Array.Resize(ref rows, Math.Max(16, count * 2));
                rows[count++] = new(
                    new((uint)select.Int64(0)), number, new(select.Int64(1)), ZonedTime.FromPacked(select.Int64(5)), select.Int64(6), select.Int64(7));
            }
        }

        if (count < rows.Length)
            Array.Resize(ref rows, count);
        if (!isAll)
            Array.Sort(rows, static (left, right) => left.Uid.CompareTo(right.Uid));
        return new(found.Mailbox, rows);
    }

    public static DateTimeOffset[] SaveDates(SqliteDatabase database, MailboxId id, ReadOnlySpan<IndexRow> rows)
    {
        // Also of a mailbox that was removed: a session may still show it.
        var inMailbox = database
            .Statement("SELECT r.saved FROM mailbox_message r WHERE r.mailbox = (SELECT key FROM mailbox WHERE id = ?) AND r.uid = ?").Bind(1, id.Value);
        var inAccount = database.Statement("SELECT saved FROM message WHERE key = ?");
        var dates = new DateTimeOffset[rows.Length];
        for (var i = 0; i < dates.Length; i++)
        {
            var seconds = First(inMailbox.Bind(2, rows[i].Uid.Value)) ?? First(inAccount.Bind(1, rows[i].Message))
                ?? throw new StorageUnavailableException("The message is not stored any more.");
            dates[i] = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return dates;

        static long? First(SqliteStatement statement)
        {
            using (statement.Rows())
                return statement.Step() ? statement.Int64(0) : null;
        }
    }

    public static long Count(SqliteDatabase database, MailboxId id, UidSet uids)
    {
        if (MailboxRows.Find(database, id) is not { } found)
            return 0;
        var select = database.Statement("SELECT count(*) FROM mailbox_message WHERE mailbox = ? AND uid BETWEEN ? AND ?").Bind(1, found.Key);
        var count = 0L;
        foreach (var range in uids.Ranges)
        {
            select.Bind(2, range.First.Value).Bind(3, range.Last.Value);
            using (select.Rows())
                count += select.Step() ? select.Int64(0) : 0;
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
