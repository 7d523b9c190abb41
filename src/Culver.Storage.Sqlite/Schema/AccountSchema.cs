using System.Globalization;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Schema;

/// <summary>
/// The tables of an account's database and how older ones become today's. A schema version is never changed once released: a new one
/// is a new step at the end of <see cref="Steps"/>.
/// </summary>
internal static class AccountSchema
{
    /// <summary>"Culv", so that file(1) and tools can tell whose database it is.</summary>
    private const int ApplicationId = 0x43756C76;

    /// <summary>How long the log may stay when SQLite begins it again from the front, in octets: what comes between two checkpoints fits.</summary>
    public const long LongestLog = 8 << 20;

    private static readonly string[] Steps =
    [
        // 1. Numbers that only grow (modseq, uid_validity, next_message) are stored, so that nothing is ever given out twice.
        """
        CREATE TABLE account (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          id BLOB NOT NULL,
          modseq INTEGER NOT NULL,
          uid_validity INTEGER NOT NULL,
          next_message INTEGER NOT NULL);
        CREATE TABLE mailbox (
          key INTEGER PRIMARY KEY AUTOINCREMENT,
          id BLOB NOT NULL UNIQUE,
          name TEXT NOT NULL,
          uid_validity INTEGER NOT NULL,
          uid_next INTEGER NOT NULL,
          modseq INTEGER NOT NULL,
          properties_modseq INTEGER NOT NULL,
          messages INTEGER NOT NULL,
          unseen INTEGER NOT NULL,
          deleted INTEGER NOT NULL,
          bytes INTEGER NOT NULL,
          special_use INTEGER NOT NULL,
          selectable INTEGER NOT NULL,
          keywords TEXT NOT NULL,
          recent INTEGER NOT NULL,
          vanished_floor INTEGER NOT NULL,
          removed INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX mailbox_name ON mailbox (name) WHERE removed = 0;
        CREATE TABLE subscription (name TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE message (
          key INTEGER PRIMARY KEY,
          email BLOB NOT NULL,
          thread BLOB NOT NULL,
          size INTEGER NOT NULL,
          saved INTEGER NOT NULL,
          in_file INTEGER NOT NULL,
          digest BLOB NOT NULL);
        CREATE UNIQUE INDEX message_file ON message (email) WHERE in_file = 1;
        CREATE TABLE content (message INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        CREATE TABLE mailbox_message (
          mailbox INTEGER NOT NULL,
          uid INTEGER NOT NULL,
          modseq INTEGER NOT NULL,
          flags INTEGER NOT NULL,
          keywords_low INTEGER NOT NULL,
          keywords_high INTEGER NOT NULL,
          date INTEGER NOT NULL,
          saved INTEGER NOT NULL,
          size INTEGER NOT NULL,
          message INTEGER NOT NULL,
          PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
        CREATE INDEX mailbox_message_modseq ON mailbox_message (mailbox, modseq);
        CREATE TABLE expunged (
          mailbox INTEGER NOT NULL,
          modseq INTEGER NOT NULL,
          first INTEGER NOT NULL,
          last INTEGER NOT NULL,
          PRIMARY KEY (mailbox, modseq, first)) WITHOUT ROWID;
        CREATE TABLE shared (message INTEGER PRIMARY KEY, extra INTEGER NOT NULL);
        CREATE TABLE unlinked (message INTEGER PRIMARY KEY, modseq INTEGER NOT NULL);
        CREATE TABLE delivered (
          delivery BLOB NOT NULL,
          recipient TEXT NOT NULL,
          at INTEGER NOT NULL,
          PRIMARY KEY (delivery, recipient)) WITHOUT ROWID;
        CREATE TABLE thread_of (message_id INTEGER PRIMARY KEY, thread BLOB NOT NULL);
        """,

        // 2. Copies in slices that are to be taken back unless their last slice comes (ADR 8).
        """
        CREATE TABLE unfinished_copy (
          copy INTEGER NOT NULL,
          mailbox INTEGER NOT NULL,
          first INTEGER NOT NULL,
          last INTEGER NOT NULL,
          PRIMARY KEY (copy, mailbox, first)) WITHOUT ROWID;
        """,

        // 3. What the ModSeq was at some moments: how old an expunge is.
        """
        CREATE TABLE moment (at INTEGER PRIMARY KEY, modseq INTEGER NOT NULL);
        """,

        // 4. What changed since a ModSeq is answered from memory: the index cost every change of flags two more pages. From here on the account's
        // ModSeq is the highest of its own row and its mailboxes' (AccountWork.Flush).
        """
        DROP INDEX mailbox_message_modseq;
        """,

        // 5. The rows of mailboxes lie in packs (ADR 12): 64 are read and written as one. PackMigration takes them there.
        """
        CREATE TABLE message_pack (key INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        """,

        // 6. How many more messages have a Message-ID, so that with the last one it is forgotten; null for those from before, which nobody counted. And
        // copies that had filled their last slice were left on record as if they went on, to be taken back at every later opening: a part of a copy
        // that did not go on may stay for this once, but nothing goes that a client was told is there.
        """
        ALTER TABLE thread_of ADD COLUMN more INTEGER;
        DELETE FROM unfinished_copy;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Opens an account's database to write, bringing its schema up to date.</summary>
    public static SqliteDatabase OpenWriter(string path, StorageOptions options)
    {
        var database = SqliteDatabase.Open(path, SqliteOpen.Existing);
        try
        {
            Settle(database);
            if (options.PageLimit is { } limit)
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {limit()}"));
            Migrate(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes an account's database whole in a folder that has no final name yet. Nothing is synced on the way: what is not complete is
    /// never found under its name.
    /// </summary>
    public static SqliteDatabase CreateUnsynced(string path)
    {
        // Made by us, so that nobody else may read it; SQLite gives the files beside it the same mode.
        DurableFiles.Create(path).Dispose();
        var database = SqliteDatabase.Open(path, SqliteOpen.Existing);
        try
        {
            // Part of the format (ADR 0002): page size and vacuum can only be chosen before the first table.
            database.Execute($"PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = {ApplicationId}");
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
            Migrate(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens it to read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isMapped">Whether pages are read through a mapping of the file (<see cref="StorageOptions.MapFiles"/>).</param>
    public static SqliteDatabase OpenReader(string path, bool isMapped = true)
    {
        var database = SqliteDatabase.Open(path, SqliteOpen.Existing);
        database.Execute("PRAGMA query_only = 1; PRAGMA cache_size = -512");
        database.Execute(isMapped ? "PRAGMA mmap_size = 268435456" : "PRAGMA mmap_size = 0");
        return database;
    }

    private static void Settle(SqliteDatabase database) => database.Execute(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = OFF;
        PRAGMA journal_size_limit = {LongestLog};
        PRAGMA wal_autocheckpoint = 2000;
        PRAGMA cache_size = -1024;
        PRAGMA temp_store = MEMORY;
        """));

    private static void Migrate(SqliteDatabase database)
    {
        var version = (int)database.Scalar("PRAGMA user_version", 0);
        if (version > Version)
            throw new StorageUnavailableException($"The account was written by a newer version (schema {version}, this one knows {Version}).");
        while (version < Version)
        {
            database.Begin();
            database.Execute(Steps[version++]);
            if (version == PackMigration.Step)
                PackMigration.Run(database);
            database.Execute($"PRAGMA user_version = {version}");
            database.Commit();
        }
    }
}
