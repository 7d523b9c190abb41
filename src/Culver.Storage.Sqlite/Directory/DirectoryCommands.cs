using Culver.Storage.Directory;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Directory;

/// <summary>What is written to the directory database, each inside the caller's transaction.</summary>
internal static class DirectoryCommands
{
    public static DirectoryOutcome EnsureDomain(SqliteDatabase database, string domain)
    {
        database.Statement("INSERT INTO domain (name) VALUES (?1) ON CONFLICT DO NOTHING").Bind(1, domain).Run();
        return DirectoryOutcome.Done;
    }

    public static DirectoryOutcome SetCatchAll(SqliteDatabase database, string domain, string? target)
    {
        database.Statement("UPDATE domain SET catch_all = ?2 WHERE name = ?1").Bind(1, domain).Bind(2, target).Run();
        return database.Changes > 0 ? DirectoryOutcome.Done : DirectoryOutcome.DomainUnknown;
    }

    public static DirectoryOutcome RemoveDomain(SqliteDatabase database, string domain)
    {
        if (Exists(database.Statement("SELECT 1 FROM address WHERE domain = ?1 LIMIT 1").Bind(1, domain)))
            return DirectoryOutcome.DomainInUse;
        database.Statement("DELETE FROM domain WHERE name = ?1").Bind(1, domain).Run();
        return FoundOne(database);
    }

    public static DirectoryOutcome AddAccount(SqliteDatabase database, NewDirectoryAccount account)
    {
        if (RefuseAddress(database, account.Address) is { } refusal)
            return refusal;
        database.Statement(
            """
            INSERT INTO account (id, address, created_ms, credential_version, may_log_in, quota_octets, append_limit, disabled_capabilities)
            VALUES (?1, ?2, ?3, 1, 1, NULL, NULL, '')
            """)
            .Bind(1, account.Id.Value).Bind(2, account.Address).Bind(3, account.CreatedAt.ToUnixTimeMilliseconds()).Run();
        WriteSettings(database, account.Id, account.Settings);
        database.Statement("INSERT INTO address (address, domain, account) VALUES (?1, ?2, ?3)")
            .Bind(1, account.Address).Bind(2, DomainOf(account.Address)).Bind(3, account.Id.Value).Run();
        WriteCredentials(database, account.Id, account.Credentials);
        return DirectoryOutcome.Done;
    }

    public static DirectoryOutcome RemoveAccount(SqliteDatabase database, AccountId account)
    {
        database.Statement("DELETE FROM account WHERE id = ?1").Bind(1, account.Value).Run();
        return FoundOne(database);
    }

    public static DirectoryOutcome SetSettings(SqliteDatabase database, AccountId account, AccountSettings settings)
    {
        WriteSettings(database, account, settings);
        return FoundOne(database);
    }

    public static DirectoryOutcome SetCredentials(SqliteDatabase database, AccountId account, IReadOnlyList<DirectoryCredential> credentials)
    {
        database.Statement("UPDATE account SET credential_version = credential_version + 1 WHERE id = ?1").Bind(1, account.Value).Run();
        if (database.Changes == 0)
            return DirectoryOutcome.NotFound;
        database.Statement("DELETE FROM credential WHERE account = ?1").Bind(1, account.Value).Run();
        WriteCredentials(database, account, credentials);
        return DirectoryOutcome.Done;
    }

    public static DirectoryOutcome SetAlias(SqliteDatabase database, DirectoryAlias alias)
    {
        database.Statement("DELETE FROM address WHERE address = ?1 AND account IS NULL").Bind(1, alias.Address).Run();
        if (RefuseAddress(database, alias.Address) is { } refusal)
            return refusal;
        database.Statement("INSERT INTO address (address, domain) VALUES (?1, ?2)")
            .Bind(1, alias.Address).Bind(2, DomainOf(alias.Address)).Run();
        for (var i = 0; i < alias.Targets.Length; i++)
        {
            database.Statement("INSERT INTO alias_target (alias, position, target) VALUES (?1, ?2, ?3)")
                .Bind(1, alias.Address).Bind(2, i).Bind(3, alias.Targets[i]).Run();
        }

        return DirectoryOutcome.Done;
    }

    public static DirectoryOutcome RemoveAlias(SqliteDatabase database, string address)
    {
        database.Statement("DELETE FROM address WHERE address = ?1 AND account IS NULL").Bind(1, address).Run();
        return FoundOne(database);
    }

    private static DirectoryOutcome? RefuseAddress(SqliteDatabase database, string address)
    {
        if (!Exists(database.Statement("SELECT 1 FROM domain WHERE name = ?1").Bind(1, DomainOf(address))))
            return DirectoryOutcome.DomainUnknown;
        return Exists(database.Statement("SELECT 1 FROM address WHERE address = ?1").Bind(1, address)) ? DirectoryOutcome.AddressTaken : null;
    }

    private static void WriteSettings(SqliteDatabase database, AccountId account, AccountSettings settings)
    {
        var statement = database.Statement(
            "UPDATE account SET may_log_in = ?2, quota_octets = ?3, append_limit = ?4, disabled_capabilities = ?5 WHERE id = ?1")
            .Bind(1, account.Value)
            .Bind(2, settings.MayLogIn ? 1 : 0)
            .Bind(5, string.Join(' ', settings.DisabledCapabilities));
        BindNullable(statement, 3, settings.QuotaOctets);
        BindNullable(statement, 4, settings.AppendLimit);
        statement.Run();
    }

    private static void WriteCredentials(SqliteDatabase database, AccountId account, IReadOnlyList<DirectoryCredential> credentials)
    {
        foreach (var credential in credentials)
        {
            database.Statement(
                "INSERT INTO credential (account, hash, iterations, salt, stored_key, server_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .Bind(1, account.Value).Bind(2, credential.Hash).Bind(3, credential.Iterations)
                .Bind(4, credential.Salt.Span).Bind(5, credential.StoredKey.Span).Bind(6, credential.ServerKey.Span).Run();
        }
    }

    private static void BindNullable(SqliteStatement statement, int parameter, long? value)
    {
        if (value is { } number)
            statement.Bind(parameter, number);
        else
            statement.BindNull(parameter);
    }

    private static bool Exists(SqliteStatement statement)
    {
        using (statement.Rows())
        {
            return statement.Step();
        }
    }

    private static DirectoryOutcome FoundOne(SqliteDatabase database) =>
        database.Changes > 0 ? DirectoryOutcome.Done : DirectoryOutcome.NotFound;

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}
