using System.Globalization;
using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Packs;

/// <summary>
/// The rows of all mailboxes as a table that lasts as long as a connection, <c>mailbox_message</c>: what checks and mends an account asks and says it in SQL. Made and ended within
/// one transaction.
/// </summary>
internal static class UnpackedRows
{
    private const string Columns = "mailbox, uid, modseq, flags, keywords_low, keywords_high, date, saved, size, message";

    /// <summary>Makes the table from the packs. Of one that is damaged there is what can be told apart.</summary>
    /// <returns>The damaged ones.</returns>
    public static List<ConsistencyFinding> Unpack(SqliteDatabase database)
    {
        database.Execute($"CREATE TEMP TABLE mailbox_message ({Columns}, PRIMARY KEY (mailbox, uid)) WITHOUT ROWID");
        var findings = new List<ConsistencyFinding>();
        var damaged = new List<(long Key, byte[] Entries)>();
        var pack = new Pack();
        using (var packs = database.Prepare("SELECT key, entries FROM message_pack ORDER BY key"))
        {
            var before = 0L;
            while (packs.Step())
            {
                var key = packs.Int64(0);
                var isRead = pack.TryRead(key, packs.Blob(1), out var isWhole);
                if (isWhole && key > before)
                {
                    InsertAll(database, pack);
                    before = Packs.Pack.KeyOf(key >> 32, pack.Last);
                    continue;
                }

                findings.Add(new(Text($"rows of mailbox {key >> 32}"), Text($"the pack that begins at UID {(uint)key} is damaged")));
                if (isRead)
                    damaged.Add((key, packs.Blob(1).ToArray()));
            }
        }

        // After the others: what they say is known to be so.
        foreach (var (key, entries) in damaged)
        {
            pack.TryRead(key, entries, out _);
            InsertAll(database, pack);
        }

        return findings;
    }

    /// <summary>Adds a row to the table.</summary>
    public static void Insert(SqliteDatabase database, long mailbox, in MessageRow row) => database
        .Statement($"INSERT OR IGNORE INTO mailbox_message ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .Bind(1, mailbox)
        .Bind(2, row.Uid.Value)
        .Bind(3, row.ModSeq.Value)
        .Bind(4, (long)row.Flags.System)
        .Bind(5, (long)row.Flags.Keywords.Low)
        .Bind(6, (long)row.Flags.Keywords.High)
        .Bind(7, row.Date)
        .Bind(8, row.Saved)
        .Bind(9, row.Size)
        .Bind(10, row.Message)
        .Run();

    /// <summary>Takes the table away. Where it was changed the packs are made from it anew.</summary>
    public static void End(SqliteDatabase database, bool isChanged)
    {
        if (isChanged)
        {
            database.Execute("DELETE FROM message_pack");
            Pack(database, $"SELECT {Columns} FROM mailbox_message ORDER BY mailbox, uid");
        }

        database.Execute("DROP TABLE temp.mailbox_message");
    }

    /// <summary>Makes packs of what is selected: all columns of a row, in their order, by mailbox and UID.</summary>
    public static void Pack(SqliteDatabase database, string select)
    {
        using var rows = database.Prepare(select);
        var pack = new Pack();
        var mailbox = 0L;
        while (rows.Step())
        {
            var row = new MessageRow(
                new((uint)rows.Int64(1)),
                new(rows.Int64(2)),
                new((SystemFlags)(ushort)rows.Int64(3), new Bits128((ulong)rows.Int64(5), (ulong)rows.Int64(4))),
                rows.Int64(6),
                rows.Int64(7),
                rows.Int64(8),
                rows.Int64(9));
            if (rows.Int64(0) != mailbox || pack.Count == Packs.Pack.Most)
            {
                if (pack.Count > 0)
                    PackedRows.Insert(database, pack);
                mailbox = rows.Int64(0);
                pack.Begin(mailbox, row.Uid);
            }

            pack.Add(row);
        }

        if (pack.Count > 0)
            PackedRows.Insert(database, pack);
    }

    // A damaged pack may name what no mailbox can have.
    private static void InsertAll(SqliteDatabase database, Pack pack)
    {
        for (var i = 0; i < pack.Count; i++)
        {
            if (pack.UidAt(i).Value >= (uint)pack.Key && pack.UidAt(i).Value != 0)
                Insert(database, pack.Key >> 32, pack.RowAt(i));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
