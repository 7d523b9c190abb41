using System.IO.Pipelines;
using System.Net;
using System.Text;
using Culver.Connections;
using Culver.Connections.Tests;
using Culver.Smtp.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>Connections that end for reasons outside the protocol, over the real connection server and a clock that is moved.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task RFC_5321_section_4_5_3_2_7_five_minutes_for_the_next_command_then_421()
    {
        await using var house = await House.StartAsync();
        var client = house.Connect();
        Assert.Equal("220", await CodeAsync(client));
        house.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(2));
        await SayAsync(client, "NOOP\r\n");
        Assert.Equal("250", await CodeAsync(client));
        var before = house.Clock.GetUtcNow();
        Assert.Equal("421 4.4.2 mx.example.org waited too long, closing\r\n", await house.WaitAsync(ReadAsync(client)));
        Assert.True(house.Clock.GetUtcNow() - before >= TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(2));
        Assert.Equal("", await ReadAsync(client));
    }

    [Fact]
    public async Task In_the_middle_of_a_message_each_piece_has_its_own_time()
    {
        await using var house = await House.StartAsync();
        var client = house.Connect();
        await CodeAsync(client);
        await SayAsync(client, "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n");
        var replies = "";
        while (!replies.Contains("354", StringComparison.Ordinal))
            replies += await ReadAsync(client);
        for (var i = 0; i < 5; i++)
        {
            // Less than half of the time: the piece before was received, but may not have renewed its time yet.
            house.Clock.Advance(TimeSpan.FromMinutes(2.4));
            var before = house.Received;
            // More than the least rate asks for in that time.
            for (var line = 0; line < 40; line++)
                await SayAsync(client, new string('x', 998) + "\r\n");
            await House.UntilAsync(() => house.Received >= before + 40_000);
        }

        Assert.StartsWith("421 4.4.2", await house.WaitAsync(ReadAsync(client)), StringComparison.Ordinal);
        Assert.Empty(house.Sink.Messages);
    }

    [Fact]
    public async Task A_message_that_trickles_is_not_waited_for()
    {
        await using var house = await House.StartAsync();
        var client = house.Connect();
        await CodeAsync(client);
        await SayAsync(client, "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n");
        var replies = "";
        while (!replies.Contains("354", StringComparison.Ordinal))
            replies += await ReadAsync(client);
        for (var i = 0; i < 2; i++)
        {
            var before = house.Received;
            await SayAsync(client, "piece\r\n");
            await House.UntilAsync(() => house.Received > before);
            house.Clock.Advance(TimeSpan.FromMinutes(2.4));
        }

        var then = house.Clock.GetUtcNow();
        Assert.Equal("421 4.4.2 mx.example.org received too slowly, closing\r\n", await house.WaitAsync(ReadAsync(client)));
        Assert.True(house.Clock.GetUtcNow() - then < TimeSpan.FromMinutes(1));
        Assert.Empty(house.Sink.Messages);
    }

    [Fact]
    public async Task A_command_that_trickles_is_not_waited_for()
    {
        await using var house = await House.StartAsync();
        var client = house.Connect();
        await CodeAsync(client);
        await SayAsync(client, "NO");
        var reading = ReadAsync(client);
        for (var i = 0; i < 400 && !reading.IsCompleted; i++)
        {
            await SayAsync(client, "x");
            house.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.StartsWith("421 4.4.2 ", await house.WaitAsync(reading), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_says_421()
    {
        await using var house = await House.StartAsync();
        var client = house.Connect();
        await CodeAsync(client);
        await SayAsync(client, "NOOP\r\n");
        await CodeAsync(client);
        var stopping = house.Server.StopAsync(CancellationToken.None);
        Assert.Equal("421 4.3.2 mx.example.org is shutting down\r\n", await ReadAsync(client));
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task SayAsync(IDuplexPipe client, string text) => await client.Output.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> CodeAsync(IDuplexPipe client) => (await ReadAsync(client))[..3];

    private static async Task<string> ReadAsync(IDuplexPipe client)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var read = await client.Input.ReadAsync(patience.Token);
        var text = Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer));
        client.Input.AdvanceTo(read.Buffer.End);
        return text;
    }

    private sealed class House(ServiceProvider services, ManualTimeProvider clock, FakeSink sink) : IAsyncDisposable
    {
        public ManualTimeProvider Clock { get; } = clock;

        public FakeSink Sink { get; } = sink;

        public long Received => Sink.Received;

        public ConnectionServer Server { get; } = services.GetRequiredService<ConnectionServer>();

        public static async Task<House> StartAsync()
        {
            var clock = new ManualTimeProvider();
            var sink = new FakeSink();
            var services = new ServiceCollection();
            services.AddCulverConnections();
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<IMessageSink>(sink);
            services.AddCulverSmtp();
            services.Configure<SmtpOptions>(options => options.HostName = "mx.example.org");
            services.Configure<ConnectionOptions>(options =>
            {
                options.Listeners.Add(new ListenerOptions { Name = "smtp", Tls = TlsMode.None });
                // The clock is moved faster than a busy machine lets a handler say goodbye.
                options.EndingGrace = TimeSpan.FromDays(1);
            });
            var house = new House(services.BuildServiceProvider(), clock, sink);
            await house.Server.StartAsync(CancellationToken.None);
            return house;
        }

        public IDuplexPipe Connect() => Server.Connect("smtp", new(IPAddress.Parse("192.0.2.1"), 4711), new(IPAddress.Loopback, 25));

        /// <summary>Waits until something is so; only a hang makes it fail.</summary>
        public static async Task UntilAsync(Func<bool> condition, Action? meanwhile = null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (!condition())
            {
                Assert.False(patience.IsCancellationRequested, "it does not come");
                meanwhile?.Invoke();
                await Task.Yield();
            }
        }

        /// <summary>Lets time pass until something is there.</summary>
        public async Task<string> WaitAsync(Task<string> reading)
        {
            await UntilAsync(() => reading.IsCompleted, () => Clock.Advance(TimeSpan.FromSeconds(1)));
            return await reading;
        }

        public async ValueTask DisposeAsync()
        {
            var stop = Server.StopAsync(CancellationToken.None);
            await UntilAsync(() => stop.IsCompleted, () => Clock.Advance(TimeSpan.FromSeconds(1)));
            await stop;
            await services.DisposeAsync();
        }
    }
}
