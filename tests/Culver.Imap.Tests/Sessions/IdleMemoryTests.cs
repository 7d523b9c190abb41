using System.Text;
using Culver.Testing;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>What a session costs that is logged in, has a mailbox selected and idles: thousands do nothing else all day.</summary>
[Collection(nameof(Alone))]
public sealed class IdleMemoryTests(ITestOutputHelper output)
{
    private const int Count = 500;

    /// <summary>
    /// Live bytes of both ends: the transport in memory and the client's half, about 1.6 KB, are in the figure. A buffer of 4 KB that is held
    /// while nothing happens does not fit in, nor a second chain of tasks.
    /// </summary>
    private const long Limit = 6_500;

    [Fact]
    public async Task Five_hundred_idling_sessions_hold_no_buffers()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Configure = static options => options.Connections.MaxConnectionsPerAccount = 2 * Count }, TestContext.Current.CancellationToken);
        var account = await server.AddAccountAsync(cancellationToken: TestContext.Current.CancellationToken);
        // The first ones fill pools and compile code.
        var clients = new List<Stream>();
        for (var i = 0; i < 50; i++)
            clients.Add(await IdleAsync(server, account));
        var before = Live();
        for (var i = 0; i < Count; i++)
            clients.Add(await IdleAsync(server, account));
        var each = (Live() - before) / Count;
        output.WriteLine($"{each} live bytes for each idling session, client included");
        Assert.InRange(each, 1, Limit);
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private static long Live()
    {
        // Twice: what finalizers let go of is gone with the second.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<Stream> IdleAsync(TestMailServer server, TestAccount account)
    {
        var stream = server.Connect(MailProtocol.Imap);
        await UntilAsync(stream, "\r\n");
        await SayAsync(stream, $"a LOGIN {account.Address} {account.Password}\r\n", "a OK");
        await SayAsync(stream, "b SELECT INBOX\r\n", "b OK");
        await SayAsync(stream, "c IDLE\r\n", "+ ");
        return stream;
    }

    private static async Task SayAsync(Stream stream, string line, string until)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line), TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        await UntilAsync(stream, until);
    }

    private static async Task UntilAsync(Stream stream, string text)
    {
        var buffer = new byte[4096];
        var got = "";
        while (!got.Contains(text, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(count > 0, got);
            got += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }
}
