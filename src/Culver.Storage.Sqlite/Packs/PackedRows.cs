using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Packs;

/// <summary>The rows of mailboxes as they are stored: in packs, which follow one another by UID. A mailbox grows at the end of its last pack.</summary>
internal static class PackedRows
{
    /// <summary>Adds rows, ascending and above all that are there.</summary>
    public static void Append(SqliteDatabase database, long mailbox, ReadOnlySpan<MessageRow> rows)
    {
        if (rows.IsEmpty)
            return;
        var pack = new Pack();
        var isNew = !FindLast(database, mailbox, pack);
        if (!isNew && pack.Last >= rows[0].Uid)
            throw new StorageUnavailableException("Rows of a mailbox are at or above its UIDNEXT: the account is to be checked and repaired.");
        foreach (ref readonly var row in rows)
        {
            if (pack.Count is 0 or Pack.Most)
            {
                Put(database, pack, isNew);
                pack.Begin(mailbox, row.Uid);
                isNew = true;
            }

            pack.Add(row);
        }

        Put(database, pack, isNew);
    }

    /// <summary>All packs of a mailbox in order. It is one pack that is filled again and again.</summary>
    public static IEnumerable<Pack> All(SqliteDatabase database, long mailbox)
    {
        var pack = new Pack();
        var packs = database.Statement("SELECT key, entries FROM message_pack WHERE key BETWEEN ? AND ? ORDER BY key")
            .Bind(1, Pack.KeyOf(mailbox, new(0))).Bind(2, Pack.KeyOf(mailbox, new(uint.MaxValue)));
        try
        {
            while (packs.Step())
            {
                pack.Read(packs.Int64(0), packs.Blob(1));
                yield return pack;
            }
        }
        finally
        {
            packs.Reset();
        }
    }

    /// <summary>Stores a pack that is there with what it holds now; one that holds nothing goes.</summary>
    public static void Save(SqliteDatabase database, Pack pack)
    {
        if (pack.IsEmpty)
            database.Statement("DELETE FROM message_pack WHERE key = ?").Bind(1, pack.Key).Run();
        else
            database.Statement("UPDATE message_pack SET entries = ?2 WHERE key = ?1").Bind(1, pack.Key).Bind(2, pack.Written()).Run();
    }

    /// <summary>Stores a new pack.</summary>
    public static void Insert(SqliteDatabase database, Pack pack) =>
        database.Statement("INSERT INTO message_pack (key, entries) VALUES (?, ?)").Bind(1, pack.Key).Bind(2, pack.Written()).Run();

    private static void Put(SqliteDatabase database, Pack pack, bool isNew)
    {
        if (!pack.IsChanged)
            return;
        if (isNew)
            Insert(database, pack);
        else
            Save(database, pack);
    }

    private static bool FindLast(SqliteDatabase database, long mailbox, Pack pack)
    {
        var last = database.Statement("SELECT key, entries FROM message_pack WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1")
            .Bind(1, Pack.KeyOf(mailbox, new(0))).Bind(2, Pack.KeyOf(mailbox, new(uint.MaxValue)));
        using (last.Rows())
        {
            if (!last.Step())
                return false;
            pack.Read(last.Int64(0), last.Blob(1));
            return true;
        }
    }
}
