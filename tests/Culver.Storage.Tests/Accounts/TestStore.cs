using System.Buffers;
using System.Text;
using Culver.Storage.Sqlite;

namespace Culver.Storage.Tests.Accounts;

/// <summary>An embedded store in a folder of its own, with one account.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(string folder, DataFolder held, IMailStore store, AccountId account, TestTime time)
    {
        Folder = folder;
        Held = held;
        Store = store;
        AccountId = account;
        Time = time;
    }

    public string Folder { get; }

    public DataFolder Held { get; private set; }

    public IMailStore Store { get; private set; }

    public AccountId AccountId { get; }

    public TestTime Time { get; }

    /// <summary>Whether the store is checked at the end.</summary>
    public bool Checks { get; set; } = true;

    public StorageOptions Options { get; private init; } = new();

    public static async Task<TestStore> StartAsync(StorageOptions? options = null)
    {
        options ??= new();
        options = options with { InlineThreshold = 4096 };
        var folder = System.IO.Directory.CreateTempSubdirectory("culver-store-").FullName;
        var held = DataFolder.Open(folder);
        var time = new TestTime();
        var store = SqliteMailStore.Open(held, options, time);
        var account = new ObjectIdSource(time).NewAccountId();
        await store.CreateAccountAsync(account, CancellationToken.None);
        return new(folder, held, store, account, time) { Options = options };
    }

    public ValueTask<IMailAccount> OpenAsync() => Store.OpenAccountAsync(AccountId, CancellationToken.None);

    /// <summary>Closes everything and opens it again, as after a restart.</summary>
    public async Task RestartAsync(Action? beforeOpening = null)
    {
        await Store.DisposeAsync();
        beforeOpening?.Invoke();
        Held.Dispose();
        Held = DataFolder.Open(Folder);
        Store = SqliteMailStore.Open(Held, Options, Time);
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

    /// <summary>Moves the clock by which content is swept and waits until it is.</summary>
    public async Task SweepAsync(IMailAccount account)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        // Decided after the sweeps that the clock has set off: the writer keeps the order.
        for (var i = 0; i < 10; i++)
        {
            await account.SetSubscriptionAsync(MailboxName.Inbox, subscribed: i % 2 == 1, CancellationToken.None);
            Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    public static MailboxId Find(IMailAccount account, string name) =>
        account.Mailboxes.TryGet(MailboxName.Parse(name), out var mailbox) ? mailbox.Id : throw new InvalidOperationException($"No {name}.");

    public static MailboxInfo Info(IMailAccount account, string name) =>
        account.Mailboxes.TryGet(MailboxName.Parse(name), out var mailbox) ? mailbox : throw new InvalidOperationException($"No {name}.");

    public async ValueTask DisposeAsync()
    {
        if (Checks)
            Xunit.Assert.Empty(await Store.CheckAsync(AccountId, CancellationToken.None));
        await Store.DisposeAsync();
        Held.Dispose();
        System.IO.Directory.Delete(Folder, recursive: true);
    }
}
