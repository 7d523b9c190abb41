using System.Net;
using System.Net.Sockets;
using System.Text;
using Culver.Connections;
using Culver.Storage.Queue;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Culver.Hosting.Tests;

/// <summary>What has to stop stops at once, not one after the other: each has its own time for those who do not answer.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("culver-stop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_queue_stops_while_a_session_that_does_not_heed_it_still_has_its_time()
    {
        using var sink = new TcpListener(IPAddress.Loopback, 0);
        sink.Start();
        var stuck = new Stuck();
        var host = Make(((IPEndPoint)sink.LocalEndpoint).Port, stuck);
        await AddMessageAsync(host.Services);
        await host.StartAsync();
        var server = host.Services.GetRequiredService<CulverServer>();
        server.Connect("imap");
        await stuck.Entered.Task.WaitAsync(Patience);
        using var relay = await sink.AcceptTcpClientAsync();
        var conversation = new Sink(relay);
        // The connection is kept for the next message: on a clock that stands, until the queue is told to stop.
        await conversation.TakeMessageAsync().WaitAsync(Patience);

        using var impatience = new CancellationTokenSource();
        var stopping = server.StopAsync(impatience.Token);
        Assert.StartsWith("QUIT", await conversation.ReadAsync().WaitAsync(Patience), StringComparison.Ordinal);
        Assert.False(stopping.IsCompleted);

        await conversation.SayAsync("221 bye");
        await impatience.CancelAsync();
        await stopping.WaitAsync(Patience);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static async Task AddMessageAsync(IServiceProvider services)
    {
        var queue = services.GetRequiredService<IQueueStore>();
        await using var content = queue.Stage(-1);
        await content.WriteAsync("Subject: x\r\n\r\nx\r\n"u8.ToArray(), CancellationToken.None);
        await content.CompleteAsync(CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        var id = new QueueId(1);
        var message = new QueueMessage { Id = id, ReversePath = "a@example.org", ArrivedAt = now, ExpiresAt = now.AddDays(1) };
        var recipient = new QueueRecipient { Message = id, Number = 0, Address = "b@example.net", Destination = "example.net", DueAt = now.AddMinutes(-1) };
        Assert.True(await queue.AddAsync(new(message, [recipient], content), CancellationToken.None));
    }

    private IHost Make(int port, Stuck stuck)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<TimeProvider>(new StandingClock());
        builder.Services.AddCulver(options =>
        {
            options.Data = _folder;
            options.Demo = false;
            options.Listen.Imaps = options.Listen.Pop3 = options.Listen.Pop3s = options.Listen.Smtp = options.Listen.Submission = options.Listen.Submissions = options.Listen.Lmtp = "off";
            options.Listen.Imap = "127.0.0.1:0";
            options.Relay.Smarthost.Host = "127.0.0.1";
            options.Relay.Smarthost.Port = port;
        });
        builder.Services.RemoveAll<IConnectionHandler>();
        builder.Services.AddSingleton<IConnectionHandler>(stuck);
        return builder.Build();
    }

    /// <summary>A handler that heeds no token; only the cut ends its read.</summary>
    private sealed class Stuck : IConnectionHandler
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Protocol => "imap";

        public async Task RunAsync(ClientConnection connection, CancellationToken ending)
        {
            Entered.SetResult();
            await connection.Input.ReadAsync(CancellationToken.None);
        }

        public ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal) => default;
    }

    /// <summary>The other server: takes one message.</summary>
    private sealed class Sink(TcpClient client)
    {
        private readonly StreamReader _reader = new(client.GetStream(), Encoding.ASCII);

        public async Task<string> ReadAsync() => await _reader.ReadLineAsync() ?? "";

        public async Task SayAsync(string line) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

        public async Task TakeMessageAsync()
        {
            await SayAsync("220 sink");
            while (await ReadAsync() is { Length: > 0 } line)
            {
                var isContent = line.StartsWith("DATA", StringComparison.Ordinal);
                await SayAsync(isContent ? "354 go on" : "250 ok");
                if (!isContent)
                    continue;
                while (await ReadAsync() != ".")
                {
                }

                await SayAsync("250 ok");
                return;
            }
        }
    }

    /// <summary>Its timers never ring.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Silent();

        private sealed class Silent : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
