// The schema of directory.db and how it gets from version to version.
// Rules upheld here: the version is PRAGMA user_version; a migration is its own transaction, with the new version in it; a released
// migration is never edited; a file of an unknown newer version is refused before anything is written to it or beside it.
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Directory;

/// <summary>The schema of the directory database.</summary>
internal static class DirectorySchema
{
    /// <summary>Marks the file as ours (PRAGMA application_id): "CuDi".</summary>
    public const int ApplicationId = 0x43754469;

    /// <summary>Migration n brings a file from version n to n + 1.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        // An address names an account (account is set) or an alias (it is null): one table, so that it can never name both.
        """
        CREATE TABLE secret (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            octets BLOB NOT NULL
        ) STRICT;
        CREATE TABLE domain (
            name TEXT NOT NULL PRIMARY KEY,
            catch_all TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE account (
            id BLOB NOT NULL PRIMARY KEY,
            address TEXT NOT NULL UNIQUE,
            created_ms INTEGER NOT NULL,
            credential_version INTEGER NOT NULL,
            may_log_in INTEGER NOT NULL,
            quota_octets INTEGER,
            append_limit INTEGER,
            disabled_capabilities TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE credential (
            account BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            hash INTEGER NOT NULL,
            iterations INTEGER NOT NULL,
            salt BLOB NOT NULL,
            stored_key BLOB NOT NULL,
            server_key BLOB NOT NULL,
            PRIMARY KEY (account, hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE address (
            address TEXT NOT NULL PRIMARY KEY,
            domain TEXT NOT NULL REFERENCES domain (name),
            account BLOB REFERENCES account (id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX address_by_domain ON address (domain, account);
        CREATE INDEX address_by_account ON address (account) WHERE account IS NOT NULL;
        CREATE TABLE alias_target (
            alias TEXT NOT NULL REFERENCES address (address) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            target TEXT NOT NULL,
            PRIMARY KEY (alias, position)
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>Refuses a file of a newer version by its header alone, so that not even a journal is made beside it.</summary>
    /// <exception cref="StorageUnavailableException">It is newer, or another kind of database.</exception>
    public static void RefuseUnknown(string file, int newest)
    {
        if (!File.Exists(file))
            return;

        // The SQLite file format, §1.3: user_version at 60, application_id at 68, both big-endian.
        Span<byte> header = stackalloc byte[72];
        using (var stream = File.OpenRead(file))
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                return;
        }

        RefuseUnknown(
            BinaryPrimitives.ReadInt32BigEndian(header[60..]), BinaryPrimitives.ReadInt32BigEndian(header[68..]), newest);
    }

    /// <summary>Brings an open database to the newest version.</summary>
    /// <exception cref="StorageUnavailableException">It is newer than that, or another kind of database.</exception>
    public static void Migrate(SqliteDatabase database, IReadOnlyList<string> migrations)
    {
        // Asked again of the open database: after a crash the newest header may still be in the journal.
        var version = (int)database.Scalar("PRAGMA user_version", otherwise: 0);
        RefuseUnknown(version, (int)database.Scalar("PRAGMA application_id", otherwise: 0), migrations.Count);
        for (; version < migrations.Count; version++)
        {
            database.Begin();
            try
            {
                database.Execute(migrations[version]);
                if (version == 0)
                {
                    database.Execute(Invariant($"PRAGMA application_id = {ApplicationId}"));
                    using var secret = database.Prepare("INSERT INTO secret (id, octets) VALUES (1, ?1)");
                    secret.Bind(1, RandomNumberGenerator.GetBytes(32)).Run();
                }

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

    private static void RefuseUnknown(int version, int applicationId, int newest)
    {
        if (version != 0 && applicationId != ApplicationId)
            throw new StorageUnavailableException("The directory file is another kind of database. It was not changed.");
        if (version > newest)
        {
            throw new StorageUnavailableException(Invariant(
                $"The directory was written by a newer version of Culver (schema {version}; this one knows up to {newest}). It was not changed."));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
