using System.Globalization;

namespace Culver.Connections.Tests;

/// <summary>Strangers in great number, and clients that send as slowly as they can.</summary>
public sealed class CrowdTests
{
    [Fact]
    public async Task Who_has_waited_longest_without_a_login_goes_for_the_newest()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsBeforeLogin = 2);
        await using var oldest = await server.GreetedAsync();
        await using var next = await server.GreetedAsync();
        await using var newest = await server.GreetedAsync();
        Assert.Equal("* BYE CrowdedOut", await oldest.ReadLineAsync());
        Assert.Equal("echo still", await next.AskAsync("still"));
        Assert.Equal("echo still", await newest.AskAsync("still"));
    }

    [Fact]
    public async Task Who_has_logged_in_goes_for_nobody()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsBeforeLogin = 1);
        await using var user = await server.GreetedAsync();
        Assert.Equal("OK", await user.AskAsync("LOGIN alice"));
        await using var stranger = await server.GreetedAsync();
        await using var another = await server.GreetedAsync();
        Assert.Equal("* BYE CrowdedOut", await stranger.ReadLineAsync());
        Assert.Equal("echo still", await user.AskAsync("still"));
    }

    [Fact]
    public async Task Ten_thousand_that_say_nothing_leave_as_many_as_may_wait_and_room_for_who_logs_in()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxConnectionsBeforeLogin = 50);
        var silent = new List<LineClient>();
        for (var i = 0; i < 10_000; i++)
            silent.Add(server.Connect(string.Create(CultureInfo.InvariantCulture, $"10.0.{i / 250}.{i % 250}")));
        await server.OpenAsync(50);
        await using var user = await server.GreetedAsync();
        Assert.Equal("OK", await user.AskAsync("LOGIN alice"));
        foreach (var client in silent)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task An_address_may_open_only_so_many_in_a_minute_whatever_becomes_of_them()
    {
        await using var server = await TestServer.StartAsync((options, _) => options.MaxNewConnectionsPerMinute = 2);
        for (var i = 0; i < 2; i++)
        {
            await using var client = await server.GreetedAsync("192.0.2.1");
            Assert.Equal("BYE", await client.AskAsync("QUIT"));
        }

        await using var one = server.Connect("192.0.2.1");
        Assert.Equal("", await one.ReadToEndAsync());
        await using var other = await server.GreetedAsync("192.0.2.2");
        for (var i = 0; i < 5; i++)
        {
            await using var near = await server.GreetedAsync();
        }

        server.Clock.Advance(TimeSpan.FromSeconds(61));
        await using var later = await server.GreetedAsync("192.0.2.1");
    }

    [Fact]
    public async Task What_trickles_is_cut()
    {
        var (ended, pieces) = await TrickleAsync(octets: 1, every: TimeSpan.FromMinutes(2), most: 20);
        Assert.Equal(ConnectionEnd.TooSlow, ended);
        Assert.Equal(3, pieces);
    }

    [Fact]
    public async Task What_comes_at_the_least_rate_may_take_as_long_as_it_takes()
    {
        var (ended, pieces) = await TrickleAsync(octets: 256 * 120, every: TimeSpan.FromMinutes(2), most: 20);
        Assert.Equal(ConnectionEnd.None, ended);
        Assert.Equal(20, pieces);
    }

    [Theory]
    [InlineData(20_000, 20_000, 3_000, 17_000)]
    [InlineData(20_000, 1_048_576, 3_000, 20_000)]
    [InlineData(20_000, 1_024, 3_000, 512)]
    [InlineData(100, 1_024, 100, 100)]
    public void Connections_leave_descriptors_for_mail(int wanted, int limit, int reserved, int room) =>
        Assert.Equal(room, DescriptorLimit.Connections(wanted, reserved, limit));

    /// <summary>Sends pieces with pauses; how the connection ended, and after how many.</summary>
    private static async Task<(ConnectionEnd End, int Pieces)> TrickleAsync(int octets, TimeSpan every, int most)
    {
        ClientConnection? served = null;
        await using var server = await TestServer.StartAsync(
            (options, _) => options.EndingGrace = TimeSpan.FromHours(1),
            handle: handler => handler.Instead = async (connection, ending) =>
            {
                served = connection;
                try
                {
                    while (await connection.Input.ReadAsync(ending) is { IsCompleted: false } read)
                    {
                        connection.Input.AdvanceTo(read.Buffer.End);
                        connection.SetArrivalTimeout();
                    }
                }
                catch (OperationCanceledException)
                {
                    await LineHandler.SayAsync(connection, "bye", CancellationToken.None);
                }
            });
        await using var client = server.Connect();
        var sent = 0L;
        for (var piece = 1; piece <= most; piece++)
        {
            await client.SendAsync(new string('x', octets));
            sent += octets;
            await TestServer.UntilAsync(() => served?.BytesReceived == sent || served?.End is not (null or ConnectionEnd.None), "nothing arrives");
            // The handler's next read waits once the time for it is set.
            server.Clock.Advance(TimeSpan.Zero);
            for (var passed = TimeSpan.Zero; passed < every; passed += TimeSpan.FromSeconds(10))
                server.Clock.Advance(TimeSpan.FromSeconds(10));
            if (served!.End != ConnectionEnd.None)
                return (served.End, piece);
        }

        return (served!.End, most);
    }
}
