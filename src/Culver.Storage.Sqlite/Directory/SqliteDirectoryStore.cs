// The directory in one SQLite database, data/directory.db.
// Rules upheld here: writes go one at a time through one connection and are durable when they return; reads have a connection
// of their own and never wait for a write; no row, statement or transaction outlives the call that opened it; the
// database overwrites what is deleted, because it holds what passwords became.
using Culver.Storage.Directory;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Sql;
using SQLitePCL;

namespace Culver.Storage.Sqlite.Directory;

/// <summary>The embedded engine's directory.</summary>
public sealed class SqliteDirectoryStore : IDirectoryStore
{
    private readonly SqliteDatabase writer;
    private readonly SqliteDatabase reader;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Lock reading = new();
    private readonly ReadOnlyMemory<byte> secret;

    private SqliteDirectoryStore(SqliteDatabase writer, SqliteDatabase reader)
    {
        this.writer = writer;
        this.reader = reader;
        secret = DirectoryQueries.Secret(reader);
    }

    /// <summary>Opens the directory, makes it if there is none, and brings it to the newest schema.</summary>
    /// <param name="file">The database file; its folder must exist.</param>
    /// <exception cref="StorageUnavailableException">
    /// It cannot be opened, or a newer version of Culver wrote it; then it was not changed.
    /// </exception>
    public static SqliteDirectoryStore Open(string file) => Open(file, DirectorySchema.Migrations);

    internal static SqliteDirectoryStore Open(string file, IReadOnlyList<string> migrations)
    {
        DirectorySchema.RefuseUnknown(file, migrations.Count);
        var forWriting = SqliteDatabase.Open(file, SqliteOpen.Create);
        SqliteDatabase? forReading = null;
        try
        {
            // The first two are part of the format, and matter only before the first table.
            forWriting.Execute("PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;");
            forWriting.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304;");
            DirectorySchema.Migrate(forWriting, migrations);
            // The names of the database and of its log, which SQLite does not answer for.
            DurableFiles.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
            forReading = SqliteDatabase.Open(file, SqliteOpen.Existing);
            forReading.Execute("PRAGMA query_only = ON;");
            return new(forWriting, forReading);
        }
        catch
        {
            forReading?.Dispose();
            forWriting.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> ReadSecretAsync(CancellationToken cancellationToken) => ValueTask.FromResult(secret);

    /// <inheritdoc />
    public async ValueTask EnsureDomainAsync(string domain, CancellationToken cancellationToken)
    {
        if (await FindDomainAsync(domain, cancellationToken) is null)
            await WriteAsync(database => DirectoryCommands.EnsureDomain(database, domain), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<DirectoryDomain?> FindDomainAsync(string domain, CancellationToken cancellationToken) =>
        Read(domain, DirectoryQueries.Domain, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DirectoryDomain>> ListDomainsAsync(CancellationToken cancellationToken) =>
        Read(0, static (database, _) => DirectoryQueries.Domains(database), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> SetCatchAllAsync(string domain, string? target, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.SetCatchAll(database, domain, target), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> RemoveDomainAsync(string domain, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.RemoveDomain(database, domain), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DirectoryOutcome>> AddAccountsAsync(
        IReadOnlyList<NewDirectoryAccount> accounts, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<DirectoryOutcome>>(
            database => [.. accounts.Select(account => DirectoryCommands.AddAccount(database, account))], cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryAccount?> FindAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        Read(account, DirectoryQueries.Account, cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryAccount?> FindOldestAccountAsync(string? domain, CancellationToken cancellationToken) =>
        Read(domain, DirectoryQueries.OldestAccount, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DirectoryAccount>> ListAccountsAsync(string after, int limit, CancellationToken cancellationToken) =>
        Read((after, limit), static (database, page) => DirectoryQueries.Accounts(database, page.after, page.limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> RemoveAccountAsync(AccountId account, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.RemoveAccount(database, account), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> SetSettingsAsync(AccountId account, AccountSettings settings, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.SetSettings(database, account, settings), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DirectoryCredential>> ReadCredentialsAsync(AccountId account, CancellationToken cancellationToken) =>
        Read(account, DirectoryQueries.Credentials, cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> SetCredentialsAsync(
        AccountId account, IReadOnlyList<DirectoryCredential> credentials, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.SetCredentials(database, account, credentials), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryEntry?> FindEntryAsync(string address, CancellationToken cancellationToken) =>
        Read(address, DirectoryQueries.Entry, cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> SetAliasAsync(DirectoryAlias alias, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.SetAlias(database, alias), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<DirectoryAlias>> ListAliasesAsync(string after, int limit, CancellationToken cancellationToken) =>
        Read((after, limit), static (database, page) => DirectoryQueries.Aliases(database, page.after, page.limit), cancellationToken);

    /// <inheritdoc />
    public ValueTask<DirectoryOutcome> RemoveAliasAsync(string address, CancellationToken cancellationToken) =>
        WriteAsync(database => DirectoryCommands.RemoveAlias(database, address), cancellationToken);

    /// <inheritdoc />
    public async ValueTask BackupAsync(string file, CancellationToken cancellationToken) => await Read(file, Copy, cancellationToken);

    /// <summary>Closes the database; writes under way end first.</summary>
    public async ValueTask DisposeAsync()
    {
        await writing.WaitAsync(CancellationToken.None);
        lock (reading)
        {
            reader.Dispose();
        }

        writer.Dispose();
        writing.Dispose();
    }

    private static int Copy(SqliteDatabase database, string destination)
    {
        using var copy = SqliteDatabase.Open(destination, SqliteOpen.Create);
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", database.Handle, "main");
        // All pages in one step: one moment of the database.
        var code = raw.sqlite3_backup_step(backup, -1);
        return code == raw.SQLITE_DONE ? 0 : throw SqliteException.For(code, "the backup of the directory failed");
    }

    private ValueTask<TResult> Read<TArgument, TResult>(
        TArgument argument, Func<SqliteDatabase, TArgument, TResult> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (reading)
        {
            return ValueTask.FromResult(query(reader, argument));
        }
    }

    private async ValueTask<TResult> WriteAsync<TResult>(Func<SqliteDatabase, TResult> command, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            writer.RequireInPlace();
            writer.Begin();
            var result = command(writer);
            writer.Commit();
            return result;
        }
        catch
        {
            writer.Rollback();
            throw;
        }
        finally
        {
            writing.Release();
        }
    }
}
