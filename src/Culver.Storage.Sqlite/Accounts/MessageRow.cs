using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>A message in a mailbox, as a row.</summary>
internal readonly record struct MessageRow(Uid Uid, ModSeq ModSeq, FlagSet Flags, long Date, long Saved, long Size, long Message)
{
    /// <summary>The columns in the order they are read.</summary>
    public const string Columns = "uid, modseq, flags, keywords_low, keywords_high, date, saved, size, message";

    public static MessageRow Read(SqliteStatement row) => new(
        new((uint)row.Int64(0)),
        new(row.Int64(1)),
        new((SystemFlags)row.Int32(2), new UInt128((ulong)row.Int64(4), (ulong)row.Int64(3))),
        row.Int64(5),
        row.Int64(6),
        row.Int64(7),
        row.Int64(8));

    /// <summary>Stores it as a new row.</summary>
    public void Insert(SqliteDatabase database, long mailbox) => database
        .Statement("INSERT INTO mailbox_message (mailbox, uid, modseq, flags, keywords_low, keywords_high, date, saved, size, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .Bind(1, mailbox)
        .Bind(2, Uid.Value)
        .Bind(3, ModSeq.Value)
        .Bind(4, (long)Flags.System)
        .Bind(5, (long)(ulong)Flags.Keywords)
        .Bind(6, (long)(ulong)(Flags.Keywords >> 64))
        .Bind(7, Date)
        .Bind(8, Saved)
        .Bind(9, Size)
        .Bind(10, Message)
        .Run();

    /// <summary>The same for the index.</summary>
    public IndexRow ToIndex(FlagSetTable flags) => new(Uid, flags.Intern(Flags), ModSeq, ZonedTime.FromPacked(Date), Size, Message);

    /// <summary>The rows of a mailbox among some UIDs, ascending; at most <paramref name="limit"/>.</summary>
    public static List<MessageRow> Read(SqliteDatabase database, long mailbox, MailboxInfo info, UidSet uids, int limit)
    {
        var found = new List<MessageRow>();
        if (info.Messages == 0)
            return found;
        var rows = database.Statement($"SELECT {Columns} FROM mailbox_message WHERE mailbox = ? AND uid BETWEEN ? AND ?").Bind(1, mailbox);
        foreach (var range in uids.Ranges)
        {
            if (range.First >= info.UidNext || found.Count >= limit)
                break;
            rows.Bind(2, range.First.Value).Bind(3, range.Last.Value);
            using (rows.Rows())
            {
                while (found.Count < limit && rows.Step())
                    found.Add(Read(rows));
            }
        }

        return found;
    }
}
