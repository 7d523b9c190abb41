using System.Buffers;
using System.Text;
using Culver.Storage.Sqlite;

namespace Culver.Storage.Tests.Accounts;

/// <summary>An embedded store in a folder of its own, with one account.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(string folder, DataFolder held, IMailStore store, AccountId account)
    {
        Folder = folder;
        Held = held;
        Store = store;
        AccountId = account;
    }

    public string Folder { get; }

    public DataFolder Held { get; private set; }

    public IMailStore Store { get; private set; }

    public AccountId AccountId { get; }

    public static StorageOptions Options { get; } = new() { InlineThreshold = 4096 };

    public static async Task<TestStore> StartAsync()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("culver-store-").FullName;
        var held = DataFolder.Open(folder);
        var store = SqliteMailStore.Open(held, Options, TimeProvider.System);
        var account = new ObjectIdSource(TimeProvider.System).NewAccountId();
        await store.CreateAccountAsync(account, CancellationToken.None);
        return new(folder, held, store, account);
    }

    public ValueTask<IMailAccount> OpenAsync() => Store.OpenAccountAsync(AccountId, CancellationToken.None);

    /// <summary>Closes everything and opens it again, as after a restart.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Held.Dispose();
        Held = DataFolder.Open(Folder);
        Store = SqliteMailStore.Open(Held, Options, TimeProvider.System);
    }

    public async Task<IStagedContent> StageAsync(ReadOnlyMemory<byte> bytes)
    {
        await using var staging = await Store.StageAsync(bytes.Length, CancellationToken.None);
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, 1000)..])
            await staging.WriteAsync(new ReadOnlySequence<byte>(rest[..Math.Min(rest.Length, 1000)]), CancellationToken.None);
        return await staging.CompleteAsync(CancellationToken.None);
    }

    public async Task<AppendResult.Appended> AppendAsync(IMailAccount account, MailboxId mailbox, string text, MessageFlags? flags = null)
    {
        await using var content = await StageAsync(Encoding.UTF8.GetBytes(text));
        var result = await account.AppendAsync(mailbox, [new(content, flags ?? MessageFlags.None, new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)))], CancellationToken.None);
        return Xunit.Assert.IsType<AppendResult.Appended>(result);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Held.Dispose();
        System.IO.Directory.Delete(Folder, recursive: true);
    }
}
