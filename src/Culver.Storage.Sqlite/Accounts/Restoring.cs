using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// What a restored backup needs before it is used: clients may have seen UIDs and ModSeqs given out after it was made, so that every
/// mailbox gets a UIDVALIDITY that was never used.
/// </summary>
internal static class Restoring
{
    public static void Finish(SqliteDatabase database, AccountSurroundings surroundings)
    {
        var mark = Path.Combine(surroundings.Folder, AccountBackup.RestoredMark);
        if (!File.Exists(mark))
            return;
        // Keys of messages given out after the backup will be given out again: a text index that lies here means others by them.
        if (!TextSchema.TryDelete(Path.Combine(surroundings.Folder, TextSchema.FileName)))
            throw new StorageUnavailableException("The text index from before the account was restored cannot be removed.");
        // Before the mark: it must not come back without it.
        DurableFiles.SyncFolder(surroundings.Folder);
        database.Begin();
        // The counter began at the clock and grows by one for each mailbox: the clock of today is ahead of whatever came after the backup.
        var last = Math.Max(database.Scalar("SELECT uid_validity FROM account", 0), surroundings.Time.GetUtcNow().ToUnixTimeSeconds());
        var mailboxes = database.Scalar("SELECT count(*) FROM mailbox", 0);
        database.Execute("UPDATE account SET modseq = 1 + max(modseq, (SELECT ifnull(max(modseq), 0) FROM mailbox))");
        database.Statement(
            """
            UPDATE mailbox SET uid_validity = ?1 + (SELECT count(*) FROM mailbox o WHERE o.key <= mailbox.key),
              properties_modseq = (SELECT modseq FROM account) WHERE removed = 0
            """).Bind(1, last).Run();
        database.Statement("UPDATE account SET uid_validity = ?").Bind(1, last + mailboxes).Run();
        database.Commit();
        // Should the mark outlive a crash here, the numbers are raised once more: no harm.
        File.Delete(mark);
        DurableFiles.SyncFolder(surroundings.Folder);
    }
}
