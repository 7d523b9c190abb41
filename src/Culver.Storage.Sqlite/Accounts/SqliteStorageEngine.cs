using System.Runtime.CompilerServices;
using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Accounts as folders with a database each. A folder gets its final name when the account in it is whole and durable: an account is
/// there or not, whatever happens.
/// </summary>
internal sealed class SqliteStorageEngine : IStorageEngine
{
    private readonly DataFolder _folder;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ObjectIdSource _ids;
    private readonly StorageThreads _threads;
    private readonly Spool _spool;
    private readonly OpenDatabases _open;
    private long _nextName;

    public SqliteStorageEngine(DataFolder folder, StorageOptions options, TimeProvider time)
    {
        SqliteLibrary.Require();
        _folder = folder;
        _options = options;
        _time = time;
        _ids = new(time);
        _threads = new(options.CommitThreads);
        _open = new(options.OpenDatabases);
        _spool = new(folder.Spool, options.InlineThreshold, _threads);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAccountAsync(AccountId account, IReadOnlyList<AccountWrite> first, CancellationToken cancellationToken)
    {
        var final = _folder.AccountFolder(account);
        RequireInPlace();
        if (System.IO.Directory.Exists(final))
            return false;
        RequireUnknown(account);
        var temporary = Path.Combine(_folder.Accounts, $".new-{account}-{Interlocked.Increment(ref _nextName)}");
        return await _threads.RunAsync(() => Guarded(() => Create(account, first, temporary, final)));
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        var folder = _folder.AccountFolder(account);
        var gone = Path.Combine(_folder.Accounts, $".gone-{account}-{Interlocked.Increment(ref _nextName)}");
        await _threads.RunAsync(() => Guarded(() =>
        {
            if (!System.IO.Directory.Exists(folder))
                return false;
            // Renamed first: half an account is never found under its name.
            DurableFiles.MoveFolder(folder, gone);
            DurableFiles.TryDelete(_folder.KnownAccount(account));
            System.IO.Directory.Delete(gone, recursive: true);
            return true;
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IAccountEngine> OpenAccountAsync(AccountId account, Func<MailboxId, FlagSetTable> flagSets, CancellationToken cancellationToken)
    {
        var folder = _folder.AccountFolder(account);
        if (System.IO.Directory.Exists(folder))
        {
            Know(account);
            return new(new SqliteAccountEngine(new(folder, _options, _time, _ids, flagSets), _threads, _open));
        }

        RequireInPlace();
        RequireUnknown(account);
        throw new AccountGoneException("There is no such account.");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AccountId> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var above in System.IO.Directory.EnumerateDirectories(_folder.Accounts))
        {
            foreach (var folder in System.IO.Directory.EnumerateDirectories(above))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (AccountId.TryParse(Path.GetFileName(folder), out var account))
                    yield return account;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> RepairAccountAsync(AccountId account, CancellationToken cancellationToken)
    {
        var folder = _folder.AccountFolder(account);
        if (!System.IO.Directory.Exists(folder))
        {
            RequireUnknown(account);
            throw new AccountGoneException("There is no such account.");
        }

        var surroundings = new AccountSurroundings(folder, _options, _time, _ids, static _ => new FlagSetTable());
        return await _threads.RunAsync(() => Guarded(() =>
        {
            using var database = AccountSchema.OpenWriter(surroundings.Database, _options);
            // The name of the log, which SQLite does not answer for.
            DurableFiles.SyncFolder(folder);
            return AccountRepair.Run(database, surroundings);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IContentStaging> StageAsync(long expectedLength, CancellationToken cancellationToken) =>
        new(new ContentStaging(_spool, expectedLength));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _threads.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty folder where a disk should be is not the data folder.</summary>
    private void RequireInPlace()
    {
        if (!System.IO.Directory.Exists(_folder.Accounts) || !System.IO.Directory.Exists(_folder.Spool))
            throw new StorageUnavailableException("The data folder is not in its place.");
    }

    /// <summary>An account that was there and has no folder is not gone: its folder is, and it may come back. It is not made anew meanwhile.</summary>
    private void RequireUnknown(AccountId account)
    {
        if (File.Exists(_folder.KnownAccount(account)))
            throw new StorageUnavailableException($"The folder of account {account} is missing.");
    }

    /// <summary>Remembers that an account is here, apart from its folder. Only to notice when that is missing: worth no sync, and no failure.</summary>
    private void Know(AccountId account)
    {
        var known = _folder.KnownAccount(account);
        if (File.Exists(known))
            return;
        try
        {
            DurableFiles.CreateFolderUnsynced(Path.GetDirectoryName(known)!);
            DurableFiles.Create(known).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another opening did, or the next one will.
        }
    }

    /// <summary>Tells what the file system did as what it means.</summary>
    internal static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException and not StorageUnavailableException))
        {
            throw new StorageUnavailableException("The data folder failed.", exception);
        }
    }

    private bool Create(AccountId account, IReadOnlyList<AccountWrite> first, string temporary, string final)
    {
        DurableFiles.CreateFolderUnsynced(temporary);
        DurableFiles.CreateFolderUnsynced(Path.Combine(temporary, "content"));
        var surroundings = new AccountSurroundings(temporary, _options, _time, _ids, static _ => new FlagSetTable());
        using (var database = AccountSchema.CreateUnsynced(surroundings.Database))
        {
            // UIDVALIDITY begins at the clock, so that it is larger than in an account of the same name before; from here on it only grows.
            database.Statement("INSERT INTO account (one, id, modseq, uid_validity, next_message) VALUES (1, ?, 0, ?, 1)")
                .Bind(1, account.Value).Bind(2, _time.GetUtcNow().ToUnixTimeSeconds()).Run();
            AccountCommit.Begin(new(database, MailboxRows.Load(database), surroundings), first);
        }

        DurableFiles.SyncFile(surroundings.Database);
        DurableFiles.SyncFolder(temporary);
        DurableFiles.CreateFolder(Path.GetDirectoryName(final)!);
        try
        {
            DurableFiles.MoveFolder(temporary, final);
            Know(account);
            return true;
        }
        catch (IOException) when (System.IO.Directory.Exists(temporary) && System.IO.Directory.Exists(final))
        {
            // Somebody else made it at the same time.
            System.IO.Directory.Delete(temporary, recursive: true);
            return false;
        }
    }
}
