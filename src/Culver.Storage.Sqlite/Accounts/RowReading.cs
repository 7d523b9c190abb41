using Culver.Storage.Engine;
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
        var rows = new List<IndexRow>(isAll ? found.Mailbox.Messages : 16);
        var select = isAll
            ? database.Statement($"SELECT {MessageRow.Columns} FROM mailbox_message WHERE mailbox = ?").Bind(1, found.Key)
            : database.Statement($"SELECT {MessageRow.Columns} FROM mailbox_message WHERE mailbox = ? AND modseq > ?").Bind(1, found.Key).Bind(2, since.Value);
        using (select.Rows())
        {
            // Most neighbours have the same flags: the number is looked up when they change.
            var (last, number) = (default(FlagSet), -1);
            while (select.Step())
            {
                var row = MessageRow.Read(select);
                if (number < 0 || row.Flags != last)
                    (last, number) = (row.Flags, flags.Intern(row.Flags));
                rows.Add(new(row.Uid, number, row.ModSeq, ZonedTime.FromPacked(row.Date), row.Size, row.Message));
            }
        }

        if (!isAll)
            rows.Sort(static (left, right) => left.Uid.CompareTo(right.Uid));
        return new(found.Mailbox, [.. rows]);
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
