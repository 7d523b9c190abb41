using System.Text;
using Culver.Smtp.Session;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>The room that messages on their way in share.</summary>
public sealed class StagingTests
{
    private const int Megabyte = 1 << 20;

    private static readonly byte[] Block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('y', 62) + "\r\n", 1024)));

    [Fact]
    public async Task Large_mail_waits_while_large_mail_is_on_its_way_and_small_mail_comes_in()
    {
        var server = new SmtpTestServer(configure: static options => (options.MaxMessageSize, options.MaxStagedSize) = (2 * Megabyte, 2 * Megabyte));
        await using var slow = await BeginAsync(server);
        await slow.AskAsync("DATA");
        await SendAsync(slow, 1_500_000);

        // What is declared is refused before it is sent, what is not declared while it is; and neither is taken for commands.
        await using var declared = await BeginAsync(server, " SIZE=1500000");
        Assert.Equal("452 4.3.1 Too much mail is on its way in at this time; please try again later", await declared.AskAsync("DATA"));
        await using var undeclared = await BeginAsync(server);
        await undeclared.AskAsync("DATA");
        await SendAsync(undeclared, 1_500_000);
        Assert.StartsWith("452 4.3.1 ", await undeclared.AskAsync("."), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await undeclared.AskAsync("NOOP"), StringComparison.Ordinal);
        await using var chunked = await BeginAsync(server);
        await chunked.SendAsync("BDAT 1507328\r\n");
        for (var sent = 0; sent < 1507328; sent += Block.Length)
            await chunked.SendAsync(Block);
        Assert.StartsWith("452 4.3.1 ", await chunked.ReadReplyAsync(), StringComparison.Ordinal);

        await using var small = await BeginAsync(server);
        await small.AskAsync("DATA");
        await SendAsync(small, 200_000);
        Assert.StartsWith("250 2.0.0 ", await small.AskAsync("."), StringComparison.Ordinal);

        // Whoever has the room keeps it to the end, and gives it back.
        Assert.StartsWith("250 2.0.0 ", await slow.AskAsync("."), StringComparison.Ordinal);
        await declared.AskAsync("RSET");
        Assert.StartsWith("250 ", await declared.AskAsync("MAIL FROM:<a@example.com> SIZE=1500000"), StringComparison.Ordinal);
        await declared.AskAsync("RCPT TO:<alice@example.org>");
        Assert.StartsWith("354 ", await declared.AskAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal(2, server.Sink.Messages.Count);
    }

    [Fact]
    public async Task A_client_that_goes_away_gives_its_room_back()
    {
        var server = new SmtpTestServer(configure: static options => (options.MaxMessageSize, options.MaxStagedSize) = (2 * Megabyte, 2 * Megabyte));
        await using var client = await BeginAsync(server);
        await client.AskAsync("DATA");
        await SendAsync(client, 1_000_000);
        Assert.InRange(server.Staged.Taken, 1, Megabyte);
        await client.EndSendingAsync();
        await client.Served.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, server.Staged.Taken);
    }

    [Fact]
    public void Room_is_taken_whole_or_not_at_all()
    {
        var staged = new StagedOctets(1000);
        Assert.True(staged.TryTake(600));
        Assert.False(staged.TryTake(401));
        Assert.True(staged.TryTake(400));
        Assert.True(staged.HasRoom(StagedOctets.Free));
        Assert.False(staged.HasRoom(StagedOctets.Free + 1));
        staged.Return(1000);
        Assert.Equal(0, staged.Taken);
    }

    private static async Task<SmtpTestClient> BeginAsync(SmtpTestServer server, string parameters = "")
    {
        var client = server.Connect();
        await client.ReadReplyAsync();
        await client.AskAsync("EHLO client.example");
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<a@example.com>" + parameters), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<alice@example.org>"), StringComparison.Ordinal);
        return client;
    }

    private static async Task SendAsync(SmtpTestClient client, int octets)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var before = client.Connection.BytesReceived;
        var sent = 0;
        while (sent < octets)
        {
            await client.SendAsync(Block);
            sent += Block.Length;
        }

        // The pipe has no limit, so give the server its turn.
        while (client.Connection.BytesReceived - before < sent)
        {
            Assert.False(patience.IsCancellationRequested, "the server does not read on");
            await Task.Yield();
        }
    }
}
