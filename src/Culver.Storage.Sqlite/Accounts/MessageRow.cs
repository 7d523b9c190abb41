using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>A message in a mailbox.</summary>
internal readonly record struct MessageRow(Uid Uid, ModSeq ModSeq, FlagSet Flags, long Date, long Saved, long Size, long Message)
{
    /// <summary>The same for the index.</summary>
    public IndexRow ToIndex(FlagSetTable flags) => new(Uid, flags.Intern(Flags), ModSeq, ZonedTime.FromPacked(Date), Size, Message);

    /// <summary>The rows of a mailbox among some UIDs, ascending; at most <paramref name="limit"/>.</summary>
    public static List<MessageRow> Read(SqliteDatabase database, long mailbox, MailboxInfo info, UidSet uids, int limit)
    {
        var found = new List<MessageRow>();
        if (info.Messages == 0)
            return found;
        var walk = new PackWalk(database, mailbox, uids);
        while (found.Count < limit && walk.NextPack())
        {
            while (found.Count < limit && walk.NextRow())
                found.Add(walk.Pack.RowAt(walk.Index));
        }

        return found;
    }
}
