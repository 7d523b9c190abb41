using System.Text;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.Hosting;
using Culver.Smtp;
using Culver.Smtp.Client;
using Culver.Storage;
using Culver.Storage.Queue;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Support;

/// <summary>A whole server that sends to servers in memory, by a zone text, on a clock that the test moves.</summary>
internal sealed class RelayHouse : IAsyncDisposable
{
    private RelayHouse(TestMailServer server, FakeNetwork network, ZoneResolver zone)
    {
        Server = server;
        Network = network;
        Zone = zone;
    }

    public TestMailServer Server { get; }

    public FakeNetwork Network { get; }

    public ZoneResolver Zone { get; }

    public IOutboundQueue Queue => Server.Services.GetRequiredService<IOutboundQueue>();

    public QueueControl Control => Server.Services.GetRequiredService<QueueControl>();

    public static async Task<RelayHouse> StartAsync(string zone, Action<CulverOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var network = new FakeNetwork();
        var resolver = ZoneResolver.Parse(zone);
        var server = await TestMailServer.StartAsync(new TestMailServerOptions
        {
            Ports = false,
            Configure = options =>
            {
                options.Relay.HostName = "mail.example.org";
                options.Relay.RetryJitter = 0;
                configure?.Invoke(options);
            },
            Services = collection =>
            {
                collection.AddSingleton<IDnsResolver>(resolver);
                collection.AddSingleton<IClientTransport>(network);
                services?.Invoke(collection);
            },
        });
        return new(server, network, resolver);
    }

    public static MailAddress Address(string text) => new(text[..text.LastIndexOf('@')], text[(text.LastIndexOf('@') + 1)..]);

    public async Task<QueueId> SendAsync(string from, params string[] to) =>
        await SendAsync(new OutboundEnvelope { Id = TransactionId.New(Server.Clock), ReversePath = from.Length == 0 ? null : Address(from) }, "Subject: hello\r\n\r\nhello\r\n", [.. to.Select(address => new OutboundRecipient(Address(address)))]);

    public async Task<QueueId> SendAsync(OutboundEnvelope envelope, string content, params OutboundRecipient[] to)
    {
        await using var entry = Queue.Begin(envelope);
        foreach (var recipient in to)
            entry.AddRecipient(recipient);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(content), CancellationToken.None);
        return await entry.CommitAsync(CancellationToken.None);
    }

    /// <summary>Waits until nothing is under way.</summary>
    public Task QuietAsync() => Control.QuietAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<IReadOnlyList<QueueEntry>> ListAsync() => await Control.ListAsync(null, 1000, CancellationToken.None);

    /// <summary>Moves the clock, then waits until nothing is under way.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Server.Clock.Advance(time);
        await QuietAsync();
    }

    /// <summary>Moves the clock minute by minute until something is so; the clock stands while anything is under way, so that every wait is set at its time.</summary>
    /// <returns>How much time passed.</returns>
    public async Task<TimeSpan> PassUntilAsync(Func<Task<bool>> done)
    {
        await QuietAsync();
        var begin = Server.Clock.GetUtcNow();
        for (var minutes = 0; !await done(); minutes++)
        {
            Assert.True(minutes < 600, "It never was so.");
            await PassAsync(TimeSpan.FromMinutes(1));
        }

        return Server.Clock.GetUtcNow() - begin;
    }

    /// <summary>The messages in an account's INBOX, as text.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync(TestAccount account)
    {
        await using var mail = await Server.OpenAsync(account);
        var view = await mail.OpenViewAsync(mail.Mailboxes.ByName[MailboxName.Inbox].Id, CancellationToken.None);
        var found = new List<string>();
        using (view)
        {
            var snapshot = await view!.SnapshotAsync(CancellationToken.None);
            for (var number = 1; number <= snapshot.Count; number++)
            {
                var row = snapshot[new SequenceNumber(number)];
                await using var content = await mail.OpenContentAsync(row, CancellationToken.None);
                var octets = new byte[content.Length];
                var read = 0;
                while (read < octets.Length)
                    read += await content.ReadAsync(read, octets.AsMemory(read), CancellationToken.None);
                found.Add(Encoding.UTF8.GetString(octets));
            }
        }

        return found;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
