using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Tests.Contract;

/// <summary>The embedded engine.</summary>
public sealed class SqliteContractEngine : IContractEngine
{
    private readonly List<string> _folders = [];
    private readonly List<IAsyncDisposable> _abandoned = [];
    private readonly List<DataFolder> _locks = [];
    private DataFolder? _data;
    private IMailStore? _store;

    public IMailStore Store => _store!;

    public ContractLimits Limits { get; } = new();

    public int MostMailboxes => 40;

    public int SliceRows => 25;

    public int Threshold => 4096;

    public Task StartAsync()
    {
        Open(NewFolder());
        return Task.CompletedTask;
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _data!.Dispose();
        Open(_data.Path);
    }

    public Task CrashAsync()
    {
        // What the process wrote is what the system has: a copy of it is what another process would find.
        var copy = NewFolder();
        foreach (var folder in System.IO.Directory.EnumerateDirectories(_data!.Path, "*", SearchOption.AllDirectories))
            System.IO.Directory.CreateDirectory(Path.Combine(copy, Path.GetRelativePath(_data.Path, folder)));
        foreach (var file in System.IO.Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) is "lock")
                continue;
            File.Copy(file, Path.Combine(copy, Path.GetRelativePath(_data.Path, file)));
        }

        _abandoned.Add(Store);
        _locks.Add(_data);
        Open(copy);
        return Task.CompletedTask;
    }

    public async Task SetUidNextAsync(AccountId account, MailboxId mailbox, Uid uidNext)
    {
        await Store.DisposeAsync();
        using (var database = SqliteDatabase.Open(Path.Combine(_data!.AccountFolder(account), "account.db"), SqliteOpen.Existing))
            database.Statement("UPDATE mailbox SET uid_next = ? WHERE id = ?").Bind(1, uidNext.Value).Bind(2, mailbox.Value).Run();
        _data.Dispose();
        Open(_data.Path);
    }

    public int StagedLeftovers() => System.IO.Directory.EnumerateFileSystemEntries(_data!.Spool).Count();

    public Task<IContractEngine> RestoreAsync(AccountId account, string folder)
    {
        var restored = new SqliteContractEngine();
        var root = restored.NewFolder();
        using (var data = DataFolder.Open(root))
        {
            var target = data.AccountFolder(account);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            System.IO.Directory.Move(folder, target);
        }

        restored.Open(root);
        return Task.FromResult<IContractEngine>(restored);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _abandoned.Append(Store))
            await store.DisposeAsync();
        foreach (var held in _locks.Append(_data!))
            held.Dispose();
        foreach (var folder in _folders.Where(System.IO.Directory.Exists))
            System.IO.Directory.Delete(folder, recursive: true);
    }

    private string NewFolder()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("culver-contract-").FullName;
        _folders.Add(folder);
        return folder;
    }

    private void Open(string folder)
    {
        _data = DataFolder.Open(folder);
        _store = SqliteMailStore.Open(_data, new() { InlineThreshold = Threshold, MostMailboxes = MostMailboxes, SliceRows = SliceRows }, TimeProvider.System, Limits);
    }
}
