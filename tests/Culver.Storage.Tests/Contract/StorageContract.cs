using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>What every contract test begins with: a fresh store with one account, open.</summary>
/// <typeparam name="TEngine">The engine under test.</typeparam>
public abstract class StorageContract<TEngine> : IAsyncLifetime
    where TEngine : IContractEngine, new()
{
    protected static readonly DateTimeOffset Arrival = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    protected static readonly UidSet Every = UidSet.All;

    private static readonly ObjectIdSource Ids = new(TimeProvider.System);

    protected TEngine Engine { get; } = new();

    protected IMailStore Store => Engine.Store;

    protected AccountId AccountId { get; } = Ids.NewAccountId();

    protected IMailAccount Account { get; private set; } = null!;

    protected MailboxInfo Inbox => Info("INBOX");

    public async ValueTask InitializeAsync()
    {
        await Engine.StartAsync();
        await Store.CreateAccountAsync(AccountId, default);
        Account = await Store.OpenAccountAsync(AccountId, default);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        // Whatever a test did, the store agrees with itself.
        if (await ExistsAsync())
            Assert.Empty(await Store.CheckAsync(AccountId, default));
        await Account.DisposeAsync();
        await Engine.DisposeAsync();
    }

    protected static AccountId NewAccountId() => Ids.NewAccountId();

    protected static MailboxName Name(string name) => MailboxName.Parse(name);

    protected static UidSet Uids(params uint[] uids) => UidSet.From(uids.Select(uid => new Uid(uid)));

    protected static MessageFlags Flags(SystemFlags system, params string[] keywords) => new(system, [.. keywords]);

    protected static FlagChange Add(SystemFlags system, params string[] keywords) => new(FlagOperation.Add, Flags(system, keywords));

    protected static FlagChange Remove(SystemFlags system, params string[] keywords) => new(FlagOperation.Remove, Flags(system, keywords));

    protected static FlagChange Replace(SystemFlags system, params string[] keywords) => new(FlagOperation.Replace, Flags(system, keywords));

    protected static T Is<T>(object result) => Assert.IsType<T>(result);

    protected static string Text(string subject, string? id = null, string? references = null, string body = "Hello.") =>
        $"From: a@example.com\r\nSubject: {subject}\r\n{(id is null ? "" : $"Message-ID: <{id}>\r\n")}{(references is null ? "" : $"References: {references}\r\n")}\r\n{body}\r\n";

    protected MailboxInfo Info(string name) => Account.Mailboxes.TryGet(Name(name), out var mailbox) ? mailbox : throw new InvalidOperationException($"No {name}.");

    protected async Task ReopenAsync()
    {
        await Account.DisposeAsync();
        await Engine.ReopenAsync();
        Account = await Store.OpenAccountAsync(AccountId, default);
    }

    protected async Task CrashAsync()
    {
        await Engine.CrashAsync();
        Account = await Store.OpenAccountAsync(AccountId, default);
    }

    protected async Task ExhaustAsync(string mailbox, uint uidNext)
    {
        var id = Info(mailbox).Id;
        await Account.DisposeAsync();
        await Engine.SetUidNextAsync(AccountId, id, new(uidNext));
        Account = await Store.OpenAccountAsync(AccountId, default);
    }

    protected async Task<MailboxInfo> CreateAsync(string name) =>
        Is<MailboxResult.Done>(await Account.CreateMailboxAsync(Name(name), SpecialUse.None, default)).Mailbox;

    protected Task<IStagedContent> StageAsync(string text) => StageAsync(Encoding.Latin1.GetBytes(text));

    protected async Task<IStagedContent> StageAsync(byte[] bytes)
    {
        await using var staging = await Store.StageAsync(bytes.Length, default);
        foreach (var piece in bytes.Chunk(1500))
            await staging.WriteAsync(new ReadOnlySequence<byte>(piece), default);
        Assert.Equal(bytes.Length, staging.Length);
        return await staging.CompleteAsync(default);
    }

    protected async Task<AppendResult> TryAppendAsync(MailboxId mailbox, string text, MessageFlags? flags = null, IMailAccount? account = null)
    {
        await using var content = await StageAsync(text);
        return await (account ?? Account).AppendAsync(mailbox, [new(content, flags ?? MessageFlags.None, Arrival)], default);
    }

    protected async Task<AppendedMessage> AppendAsync(string mailbox, string? text = null, MessageFlags? flags = null) =>
        Assert.Single(Is<AppendResult.Appended>(await TryAppendAsync(Info(mailbox).Id, text ?? Text("s"), flags)).Messages);

    protected async Task AppendAsync(string mailbox, int count)
    {
        await using var content = await StageAsync(Text("s"));
        var messages = Enumerable.Range(0, count).Select(_ => new NewMessage(content, MessageFlags.None, Arrival)).ToImmutableArray();
        Is<AppendResult.Appended>(await Account.AppendAsync(Info(mailbox).Id, messages, default));
    }

    protected async Task<AppendResult> DeliverAsync(DeliveryKey key, IMailAccount? account = null)
    {
        account ??= Account;
        account.Mailboxes.TryGet(MailboxName.Inbox, out var inbox);
        await using var content = await StageAsync(Text("delivered"));
        return await account.DeliverAsync(inbox!.Id, new(content, MessageFlags.None, Arrival), key, default);
    }

    protected async Task<StoreResult.Stored> StoreAsync(string mailbox, UidSet uids, FlagChange change, ModSeq? unchangedSince = null) =>
        Is<StoreResult.Stored>(await Account.StoreFlagsAsync(Info(mailbox).Id, uids, change, unchangedSince, default));

    protected async Task<UidSet> ExpungeAsync(string mailbox, params uint[] uids)
    {
        await StoreAsync(mailbox, Uids(uids), Add(SystemFlags.Deleted));
        return Is<ExpungeResult.Expunged>(await Account.ExpungeAsync(Info(mailbox).Id, Uids(uids), default)).Uids;
    }

    protected async Task<MailboxSnapshot> RowsAsync(string mailbox)
    {
        using var view = (await Account.OpenViewAsync(Info(mailbox).Id, default))!;
        return await view.SnapshotAsync(default);
    }

    protected async Task<uint[]> UidsAsync(string mailbox) =>
        [.. (await RowsAsync(mailbox)).RunsFrom(new(1)).SelectMany(run => run.ToArray()).Select(row => row.Uid.Value)];

    protected async Task<IndexRow> RowAsync(string mailbox, uint uid)
    {
        Assert.True((await RowsAsync(mailbox)).TryFind(new(uid), out _, out var row));
        return row;
    }

    protected async Task<(SystemFlags System, string[] Keywords)> FlagsAsync(string mailbox, uint uid)
    {
        var rows = await RowsAsync(mailbox);
        Assert.True(rows.TryFind(new(uid), out _, out var row));
        var flags = rows.FlagsOf(row);
        return (flags.System, [.. rows.Keywords.Where((_, bit) => !(flags.Keywords & Bits128.Bit(bit)).IsZero)]);
    }

    protected async Task<(EmailId Email, ThreadId Thread)> IdsAsync(string mailbox, uint uid)
    {
        using var batch = await Account.ReadMessagesAsync(new[] { await RowAsync(mailbox, uid) }, MessageParts.Ids, default);
        return (batch[0].EmailId, batch[0].ThreadId);
    }

    protected async Task<byte[]> ContentAsync(IndexRow row)
    {
        await using var content = await Account.OpenContentAsync(row, default);
        var bytes = new byte[content.Length];
        for (var at = 0; at < bytes.Length;)
        {
            var read = await content.ReadAsync(at, bytes.AsMemory(at), default);
            Assert.NotEqual(0, read);
            at += read;
        }

        Assert.Equal(0, await content.ReadAsync(bytes.Length, new byte[10], default));
        return bytes;
    }

    /// <summary>That the counters of a mailbox are what its rows say.</summary>
    protected async Task AssertCountersAsync(string mailbox)
    {
        var rows = await RowsAsync(mailbox);
        var info = Info(mailbox);
        Assert.Equal(
            (rows.Count, rows.Count - rows.CountWith(SystemFlags.Seen), rows.CountWith(SystemFlags.Deleted), rows.Bytes),
            (info.Messages, info.Unseen, info.Deleted, info.Bytes));
        Assert.True(info.UidNext > rows.LastUid);
        Assert.True(info.HighestModSeq >= rows.NewestRow);
        Assert.True(Account.Mailboxes.HighestModSeq >= info.HighestModSeq);
    }

    private async Task<bool> ExistsAsync()
    {
        await foreach (var account in Store.AccountsAsync(default))
        {
            if (account == AccountId)
                return true;
        }

        return false;
    }
}
