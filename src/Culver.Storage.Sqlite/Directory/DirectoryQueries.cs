using System.Collections.Immutable;
using Culver.Storage.Directory;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Directory;

/// <summary>What is read from the directory database.</summary>
internal static class DirectoryQueries
{
    private const string AccountColumns =
        "a.id, a.address, a.created_ms, a.credential_version, a.may_log_in, a.quota_octets, a.append_limit, a.disabled_capabilities";

    public static ReadOnlyMemory<byte> Secret(SqliteDatabase database)
    {
        var statement = database.Statement("SELECT octets FROM secret");
        using (statement.Rows())
        {
            return statement.Step() ? statement.Blob(0).ToArray() : throw new StorageUnavailableException("The directory has lost its secret.");
        }
    }

    public static DirectoryDomain? Domain(SqliteDatabase database, string name)
    {
        var statement = database.Statement("SELECT name, catch_all FROM domain WHERE name = ?1").Bind(1, name);
        using (statement.Rows())
        {
            return statement.Step() ? ReadDomain(statement) : null;
        }
    }

    public static IReadOnlyList<DirectoryDomain> Domains(SqliteDatabase database) =>
        List(database.Statement("SELECT name, catch_all FROM domain ORDER BY name"), ReadDomain);

    public static DirectoryAccount? Account(SqliteDatabase database, AccountId id) =>
        First(database.Statement($"SELECT {AccountColumns} FROM account a WHERE a.id = ?1").Bind(1, id.Value));

    public static DirectoryAccount? OldestAccount(SqliteDatabase database, string? domain) =>
        First(domain is null
            ? database.Statement($"SELECT {AccountColumns} FROM account a ORDER BY a.id LIMIT 1")
            : database.Statement(
                $"SELECT {AccountColumns} FROM address d JOIN account a ON a.id = d.account WHERE d.domain = ?1 ORDER BY d.account LIMIT 1").Bind(1, domain));

    public static IReadOnlyList<DirectoryAccount> Accounts(SqliteDatabase database, string after, int limit) =>
        List(
            database.Statement($"SELECT {AccountColumns} FROM account a WHERE a.address > ?1 ORDER BY a.address LIMIT ?2").Bind(1, after).Bind(2, limit),
            ReadAccount);

    public static IReadOnlyList<DirectoryCredential> Credentials(SqliteDatabase database, AccountId id) =>
        List(
            database.Statement("SELECT hash, iterations, salt, stored_key, server_key FROM credential WHERE account = ?1 ORDER BY hash").Bind(1, id.Value),
            static row => new DirectoryCredential(
                row.Int32(0), row.Int32(1), row.Blob(2).ToArray(), row.Blob(3).ToArray(), row.Blob(4).ToArray()));

    public static DirectoryEntry? Entry(SqliteDatabase database, string address)
    {
        var statement = database.Statement(
            $"SELECT {AccountColumns} FROM address d LEFT JOIN account a ON a.id = d.account WHERE d.address = ?1").Bind(1, address);
        using (statement.Rows())
        {
            if (!statement.Step())
                return null;
            if (!statement.IsNull(0))
                return new DirectoryEntry.ToAccount(ReadAccount(statement));
        }

        return new DirectoryEntry.ToAlias(new(address, Targets(database, address)));
    }

    public static IReadOnlyList<DirectoryAlias> Aliases(SqliteDatabase database, string after, int limit)
    {
        var addresses = List(
            database.Statement("SELECT address FROM address WHERE account IS NULL AND address > ?1 ORDER BY address LIMIT ?2").Bind(1, after).Bind(2, limit),
            static row => row.Text(0));
        return [.. addresses.Select(address => new DirectoryAlias(address, Targets(database, address)))];
    }

    private static ImmutableArray<string> Targets(SqliteDatabase database, string alias) =>
        [.. List(
            database.Statement("SELECT target FROM alias_target WHERE alias = ?1 ORDER BY position").Bind(1, alias),
            static row => row.Text(0))];

    private static DirectoryDomain ReadDomain(SqliteStatement row) => new(row.Text(0), row.IsNull(1) ? null : row.Text(1));

    private static DirectoryAccount ReadAccount(SqliteStatement row) => new(
        new AccountId(row.Bits128(0)),
        row.Text(1),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(2)),
        row.Int64(3),
        new AccountSettings
        {
            MayLogIn = row.Int64(4) != 0,
            QuotaOctets = row.IsNull(5) ? null : row.Int64(5),
            AppendLimit = row.IsNull(6) ? null : row.Int64(6),
            DisabledCapabilities = row.Text(7) is { Length: > 0 } names ? [.. names.Split(' ')] : [],
        });

    private static DirectoryAccount? First(SqliteStatement statement)
    {
        using (statement.Rows())
        {
            return statement.Step() ? ReadAccount(statement) : null;
        }
    }

    private static List<T> List<T>(SqliteStatement statement, Func<SqliteStatement, T> read)
    {
        var list = new List<T>();
        using (statement.Rows())
        {
            while (statement.Step())
                list.Add(read(statement));
        }

        return list;
    }
}
