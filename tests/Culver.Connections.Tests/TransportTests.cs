using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Culver.Connections.Tests;

/// <summary>What any transport of sockets keeps to.</summary>
public class TransportTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task A_hundred_thousand_commands_in_one_go_are_answered_in_order()
    {
        const int Count = 100_000;
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        var commands = new StringBuilder();
        var answers = new StringBuilder();
        for (var i = 0; i < Count; i++)
        {
            commands.Append(CultureInfo.InvariantCulture, $"{i}\r\n");
            answers.Append(CultureInfo.InvariantCulture, $"echo {i}\r\n");
        }

        var sending = client.SendAsync(commands.Append("QUIT\r\n").ToString());
        Assert.Equal(answers.Append("BYE\r\n").ToString(), await client.ReadToEndAsync());
        await sending;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7_001)]
    [InlineData(16 * 1024)]
    [InlineData(16 * 1024 + 1)]
    [InlineData(3_000_000)]
    public async Task What_is_sent_comes_whole_and_in_order(int length)
    {
        var sent = new byte[length];
        for (var i = 0; i < length; i++)
            sent[i] = (byte)(i * 31 >> 3);
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = EchoAsync);
        await using var client = await server.ConnectAsync();
        var sending = SendAsync();
        var got = await client.ReadToEndAsync();
        await sending;
        Assert.Equal(Encoding.Latin1.GetString(sent), got);

        async Task SendAsync()
        {
            await client.SendAsync(sent);
            client.HalfClose();
        }
    }

    [Fact]
    public async Task A_flush_waits_for_a_client_that_does_not_read_and_goes_on_when_it_does()
    {
        const int Length = 20_000_000;
        var waits = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            var flush = connection.Output.WriteAsync(new byte[Length], ending);
            Assert.False(flush.IsCompleted);
            waits.SetResult();
            Assert.False((await flush).IsCompleted);
            await LineHandler.SayAsync(connection, "done", ending);
        });
        await using var client = await server.ConnectAsync();
        await waits.Task;
        Assert.Equal(new string('\0', Length) + "done\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task The_system_takes_little_that_a_client_does_not_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked to take less.");
        const int Piece = 64 * 1024;
        var taken = new TaskCompletionSource<int>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            var pieces = 0;
            ValueTask<FlushResult> flush;
            do
            {
                flush = connection.Output.WriteAsync(new byte[Piece], ending);
                pieces++;
            }
            while (flush.IsCompleted && pieces < 1000);
            taken.SetResult(pieces * Piece);
            await flush;
        });
        await using var client = await server.ConnectAsync();
        // Eight times 64 KB here, and what the client's own system takes in.
        Assert.InRange(await taken.Task, Piece, 1_500_000);
    }

    [Fact]
    public async Task A_cancelled_flush_loses_nothing()
    {
        const int Length = 20_000_000;
        var canceled = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            using var stop = new CancellationTokenSource();
            var flush = connection.Output.WriteAsync(new byte[Length], stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush);
            canceled.SetResult();
            await LineHandler.SayAsync(connection, "after", ending);
        });
        await using var client = await server.ConnectAsync();
        await canceled.Task;
        Assert.Equal(new string('\0', Length) + "after\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_read_that_is_cancelled_loses_nothing()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var stop = new CancellationTokenSource();
                var read = connection.Input.ReadAsync(stop.Token).AsTask();
                var stopping = stop.CancelAsync();
                try
                {
                    connection.Input.AdvanceTo((await read).Buffer.Start);
                }
                catch (OperationCanceledException)
                {
                }

                await stopping;
            }

            await LineHandler.SayAsync(connection, "got " + await LineHandler.ReadLineAsync(connection, examinesAll: false, ending), ending);
        });
        await using var client = await server.ConnectAsync();
        Assert.Equal("got all of it", await client.AskAsync("all of it"));
    }

    [Fact]
    public async Task A_read_that_waits_is_called_off_and_the_next_waits_again()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            var read = connection.Input.ReadAsync(ending);
            connection.Input.CancelPendingRead();
            var result = await read;
            Assert.True(result.IsCanceled);
            connection.Input.AdvanceTo(result.Buffer.Start);
            await LineHandler.SayAsync(connection, "ready", ending);
            await LineHandler.SayAsync(connection, "got " + await LineHandler.ReadLineAsync(connection, examinesAll: false, ending), ending);
        });
        await using var client = await server.ConnectAsync();
        Assert.Equal("ready", await client.ReadLineAsync());
        Assert.Equal("got it", await client.AskAsync("it"));
    }

    [Fact]
    public async Task An_end_that_comes_with_the_last_octets_is_seen()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            await using var client = await server.ConnectAsync();
            Assert.Equal("* OK", await client.ReadLineAsync());
            await client.SendAsync("one\r\ntwo\r\n");
            client.HalfClose();
            Assert.Equal("echo one\r\necho two\r\n", await client.ReadToEndAsync());
        }

        await server.QuietAsync();
    }

    [Fact]
    public async Task Urgent_octets_hide_nothing_behind_them()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("a");
            client.Socket.Send("!"u8.ToArray(), SocketFlags.OutOfBand);
            Assert.Equal("echo ab", await client.AskAsync("b"));
        }
    }

    [Fact]
    public async Task A_reset_ends_who_waits_for_the_client_to_read()
    {
        var ended = new TaskCompletionSource<bool>();
        var waits = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            var flush = connection.Output.WriteAsync(new byte[20_000_000], CancellationToken.None);
            waits.SetResult();
            ended.SetResult((await flush).IsCompleted);
        });
        await using var client = await server.ConnectAsync();
        await waits.Task;
        client.Reset();
        Assert.True(await ended.Task.WaitAsync(LineClient.Patience));
        await server.QuietAsync();
    }

    [Fact]
    public async Task Who_is_cut_while_it_waits_hears_of_it()
    {
        var ended = new TaskCompletionSource<bool>();
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, _) =>
        {
            await LineHandler.ReadLineAsync(connection, examinesAll: false, CancellationToken.None);
            var read = connection.Input.ReadAsync(CancellationToken.None);
            connection.Abort();
            ended.SetResult((await read).IsCompleted);
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("now\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.True(await ended.Task);
        await server.QuietAsync();
    }

    [Fact]
    public async Task What_one_session_has_in_its_context_no_other_finds()
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.Instead = async (connection, ending) =>
        {
            while (await LineHandler.ReadLineAsync(connection, examinesAll: false, ending) is { } line)
            {
                var found = Ambient.Value;
                Ambient.Value = line;
                await LineHandler.SayAsync(connection, found ?? "none", ending);
            }
        });
        var clients = new List<LineClient>();
        for (var i = 0; i < 20; i++)
            clients.Add(await server.ConnectAsync());
        foreach (var last in new[] { "none", "a", "b" })
        {
            foreach (var client in clients)
                Assert.Equal(last, await client.AskAsync(last == "none" ? "a" : "b"));
        }

        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private static async Task EchoAsync(ClientConnection connection, CancellationToken ending)
    {
        while (true)
        {
            var read = await connection.Input.ReadAsync(ending);
            foreach (var piece in read.Buffer)
                connection.Output.Write(piece.Span);
            connection.Input.AdvanceTo(read.Buffer.End);
            await connection.Output.FlushAsync(ending);
            if (read.IsCompleted)
                return;
        }
    }
}
