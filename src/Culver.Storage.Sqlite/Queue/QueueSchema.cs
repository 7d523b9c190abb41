// The schema of queue.db and how it gets from version to version.
// Rules upheld here: the version is PRAGMA user_version; a migration is its own transaction, with the new version in it; a released
// migration is never edited; a file of an unknown newer version is refused and not written to.
using System.Globalization;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>The schema of the queue's database.</summary>
internal static class QueueSchema
{
    /// <summary>Marks the file as ours (PRAGMA application_id): "CuQu".</summary>
    private const int ApplicationId = 0x43755175;

    private static readonly string[] Migrations =
    [
        // What waits is found by destination, urgency and time; hold is repeated beside each recipient so that one index says it all.
        """
        CREATE TABLE message (
            row INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            reverse_path TEXT,
            arrived_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            length INTEGER NOT NULL,
            traits INTEGER NOT NULL,
            hops INTEGER NOT NULL,
            body INTEGER NOT NULL,
            smtp_utf8 INTEGER NOT NULL,
            require_tls INTEGER NOT NULL,
            envelope_id TEXT,
            return_part INTEGER NOT NULL,
            by_ms INTEGER,
            by_mode INTEGER NOT NULL,
            by_trace INTEGER NOT NULL,
            priority INTEGER,
            account BLOB,
            held INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE content (
            message INTEGER PRIMARY KEY REFERENCES message (row) ON DELETE CASCADE,
            blob BLOB NOT NULL
        ) STRICT;
        CREATE TABLE recipient (
            message INTEGER NOT NULL REFERENCES message (row) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            address TEXT NOT NULL,
            destination TEXT NOT NULL,
            notify INTEGER NOT NULL,
            original TEXT,
            state INTEGER NOT NULL,
            held INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            due_ms INTEGER NOT NULL,
            last_ms INTEGER,
            server TEXT,
            reply TEXT,
            status TEXT,
            delay_told INTEGER NOT NULL,
            PRIMARY KEY (message, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX recipient_due ON recipient (destination, rank, due_ms) WHERE state = 0 AND held = 0;
        """,
        // What notifications tell of a release that was asked for (RFC 4865).
        "ALTER TABLE message ADD COLUMN future_release TEXT;",
    ];

    /// <summary>Brings a database to the newest version.</summary>
    /// <exception cref="StorageUnavailableException">It is newer than that, or another kind of database.</exception>
    public static void Migrate(SqliteDatabase database)
    {
        var version = (int)database.Scalar("PRAGMA user_version", otherwise: 0);
        if (version != 0 && database.Scalar("PRAGMA application_id", otherwise: 0) != ApplicationId)
            throw new StorageUnavailableException("The queue's file is another kind of database. It was not changed.");
        if (version > Migrations.Length)
        {
            throw new StorageUnavailableException(Invariant(
                $"The queue was written by a newer version of Culver (schema {version}; this one knows up to {Migrations.Length}). It was not changed."));
        }

        // The first two are part of the format, and matter only before the first table.
        database.Execute("PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;");
        database.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 0;");
        for (; version < Migrations.Length; version++)
        {
            database.Begin();
            try
            {
                database.Execute(Migrations[version]);
                database.Execute(Invariant($"PRAGMA application_id = {ApplicationId}"));
                database.Execute(Invariant($"PRAGMA user_version = {version + 1}"));
                database.Commit();
            }
            catch
            {
                database.Rollback();
                throw;
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
