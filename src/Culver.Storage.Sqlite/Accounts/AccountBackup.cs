using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Copies a running account: first the database, of one moment, then the files its rows refer to. A file swept in between belongs to a
/// message that was expunged before that moment; its row goes from the copy too, so that the copy is whole. The copy carries a mark, at
/// which its mailboxes get new UIDVALIDITYs when it is first opened.
/// </summary>
internal static class AccountBackup
{
    /// <summary>The mark of a copy.</summary>
    public const string RestoredMark = "restored";

    public static bool Run(SqliteDatabase source, AccountSurroundings surroundings, string folder, CancellationToken cancellationToken)
    {
        if (System.IO.Directory.Exists(folder) && System.IO.Directory.EnumerateFileSystemEntries(folder).Any())
            throw new StorageUnavailableException("The folder for the backup is not empty.");
        var copy = surroundings with { Folder = folder };
        DurableFiles.CreateFolder(folder);
        DurableFiles.CreateFolder(copy.Content);
        DurableFiles.Create(copy.Database).Dispose();
        using (var target = SqliteDatabase.Open(copy.Database, SqliteOpen.Existing))
        {
            target.Execute("PRAGMA synchronous = OFF");
            SqliteBackup.Copy(source, target, cancellationToken);
            CopyFiles(target, surroundings, copy, cancellationToken);
        }

        DurableFiles.SyncFile(copy.Database);
        DurableFiles.SyncFolder(copy.Content);
        // The mark last: a folder without it is not a whole backup.
        DurableFiles.WriteWhole(Path.Combine(folder, RestoredMark), "Mailboxes get new UIDVALIDITYs when this is first opened.\n");
        return true;
    }

    private static void CopyFiles(SqliteDatabase target, AccountSurroundings from, AccountSurroundings to, CancellationToken cancellationToken)
    {
        var swept = new List<long>();
        using (var rows = target.Prepare("SELECT key, email FROM message WHERE in_file = 1"))
        {
            while (rows.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var email = new EmailId(rows.Bits128(1));
                try
                {
                    File.Copy(from.ContentFile(email), to.ContentFile(email));
                    DurableFiles.SyncFile(to.ContentFile(email));
                }
                catch (FileNotFoundException)
                {
                    swept.Add(rows.Int64(0));
                }
            }
        }

        foreach (var message in swept)
        {
            target.Statement("DELETE FROM message WHERE key = ? AND key IN (SELECT message FROM unlinked)").Bind(1, message).Run();
            target.Statement("DELETE FROM unlinked WHERE message = ?").Bind(1, message).Run();
        }
    }
}
