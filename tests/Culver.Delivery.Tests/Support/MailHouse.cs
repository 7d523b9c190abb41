using System.IO.Pipelines;
using System.Net;
using System.Text;
using Culver.Connections;
using Culver.Delivery.Local;
using Culver.Identity;
using Culver.Identity.Accounts;
using Culver.Identity.Addresses;
using Culver.Smtp;
using Culver.Smtp.Tests.Support;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;
using Culver.Storage.Sqlite.Directory;
using Culver.Storage.Sqlite.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Support;

/// <summary>SMTP, LMTP, delivery, directory and the embedded store put together as a host would; example.org is ours.</summary>
internal sealed class MailHouse : IAsyncDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-delivery-").FullName;
    private readonly DataFolder _data;
    private readonly IMailStore _store;
    private readonly SqliteQueueStore _queue;
    private readonly ServiceProvider _services;
    private readonly ObjectIdSource _ids = new(TimeProvider.System);

    public MailHouse(Action<DeliveryOptions>? delivery = null, Action<SmtpOptions>? smtp = null, Action<IServiceCollection>? more = null)
    {
        _data = DataFolder.Open(_folder);
        Directory = SqliteDirectoryStore.Open(Path.Combine(_folder, "directory.db"));
        _store = SqliteMailStore.Open(_data, new StorageOptions(), TimeProvider.System, new DirectoryLimits(Directory, new()));
        Store = new FaultyStore(_store);
        _queue = SqliteQueueStore.Open(_data, new StorageOptions());
        var services = new ServiceCollection();
        services.AddSingleton<IMailStore>(Store);
        var identity = new IdentityOptions { DefaultDomain = "example.org" };
        services.AddSingleton(identity);
        services.AddSingleton<IDirectoryStore>(Directory);
        services.AddSingleton<IQueueStore>(_queue);
        services.AddSingleton(new AddressResolver(Directory, identity));
        services.AddCulverDelivery().AddCulverSmtp();
        services.Configure<SmtpOptions>(options => options.HostName = "mx.example.org");
        services.Configure(smtp ?? (_ => { }));
        services.Configure(delivery ?? (_ => { }));
        // Who does not bring a name server asks none.
        if (more is null)
            services.Configure<MailAuthOptions>(static options => options.Check = false);
        more?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FaultyStore Store { get; }

    public IQueueStore Queue => _queue;

    public IDirectoryStore Directory { get; }

    public DeliveryServices Services => _services.GetRequiredService<LocalDelivery>().Services;

    public string Spool => _data.Spool;

    public static async Task<MailHouse> OpenAsync(params string[] names)
    {
        var house = new MailHouse();
        await house.PeopleAsync(names);
        return house;
    }

    public async Task PeopleAsync(params string[] names)
    {
        await Directory.EnsureDomainAsync("example.org", CancellationToken.None);
        foreach (var name in names)
        {
            var id = _ids.NewAccountId();
            Store.Ids[name] = id;
            await _store.CreateAccountAsync(id, CancellationToken.None);
            var outcomes = await Directory.AddAccountsAsync(
                [new(id, $"{name}@example.org", DateTimeOffset.UnixEpoch, [], AccountSettings.Default)], CancellationToken.None);
            Assert.Equal(DirectoryOutcome.Done, outcomes[0]);
        }
    }

    /// <summary>Settles what an account may hold.</summary>
    public async Task LimitAsync(string name, long octets)
    {
        await Directory.SetSettingsAsync(Store.Ids[name], new() { QuotaOctets = octets }, CancellationToken.None);
        await _store.LimitsChangedAsync(Store.Ids[name], CancellationToken.None);
    }

    public async Task AliasAsync(string alias, params string[] targets) =>
        Assert.Equal(DirectoryOutcome.Done, await Directory.SetAliasAsync(new(alias, [.. targets]), CancellationToken.None));

    public SmtpTestClient Connect(string protocol = "smtp")
    {
        var handler = _services.GetServices<IConnectionHandler>().Single(handler => handler.Protocol == protocol);
        var up = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var down = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var connection = ClientConnection.Create(
            new Duplex(up.Reader, down.Writer), new ListenerOptions { Name = protocol, Tls = TlsMode.None }, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000));
        var ending = new CancellationTokenSource();
        return new(new Duplex(down.Reader, up.Writer), ServeAsync(), ending, connection);

        async Task ServeAsync()
        {
            try
            {
                await handler.RunAsync(connection, ending.Token);
                await connection.Output.FlushAsync(CancellationToken.None);
            }
            finally
            {
                await down.Writer.CompleteAsync();
                await up.Reader.CompleteAsync();
            }
        }
    }

    /// <summary>A connection that has greeted.</summary>
    public async Task<SmtpTestClient> GreetAsync(string protocol = "smtp")
    {
        var client = Connect(protocol);
        await client.ReadReplyAsync();
        await client.AskAsync(protocol == "lmtp" ? "LHLO client.example" : "EHLO client.example");
        return client;
    }

    /// <summary>Sends a message; the replies to its end, one for SMTP, one per recipient for LMTP.</summary>
    public static async Task<string[]> SendAsync(SmtpTestClient client, string content, params string[] recipients)
    {
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<sender@example.com>"), StringComparison.Ordinal);
        var accepted = 0;
        foreach (var recipient in recipients)
            accepted += (await client.AskAsync($"RCPT TO:<{recipient}>")).StartsWith("250", StringComparison.Ordinal) ? 1 : 0;
        var go = await client.AskAsync("DATA");
        if (!go.StartsWith("354", StringComparison.Ordinal))
            return [go];
        await client.SendAsync(Encoding.Latin1.GetBytes(content + ".\r\n"));
        var isLmtp = client.Connection.ListenerName == "lmtp";
        var replies = new List<string>();
        for (var i = 0; i < (isLmtp ? accepted : 1); i++)
            replies.Add(await client.ReadReplyAsync() ?? "closed");
        return [.. replies];
    }

    /// <summary>The messages in a mailbox, as they are stored.</summary>
    public async Task<string[]> ReadAsync(string name, string mailbox = "INBOX")
    {
        await using var account = await _store.OpenAccountAsync(Store.Ids[name], CancellationToken.None);
        Assert.True(account.Mailboxes.TryGet(MailboxName.Parse(mailbox), out var info));
        using var view = await account.OpenViewAsync(info.Id, CancellationToken.None);
        var snapshot = await view!.SnapshotAsync(CancellationToken.None);
        var texts = new List<string>();
        for (var number = 1; number <= snapshot.Count; number++)
        {
            var row = snapshot[new SequenceNumber(number)];
            await using var content = await account.OpenContentAsync(row, CancellationToken.None);
            var bytes = new byte[content.Length];
            for (var at = 0; at < bytes.Length;)
                at += await content.ReadAsync(at, bytes.AsMemory(at), CancellationToken.None);
            texts.Add(Encoding.Latin1.GetString(bytes));
        }

        Assert.Empty(await _store.CheckAsync(Store.Ids[name], CancellationToken.None));
        return [.. texts];
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Directory.DisposeAsync();
        await _queue.DisposeAsync();
        await _store.DisposeAsync();
        _data.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
