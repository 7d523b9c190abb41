using System.Text;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>Alone, because it measures the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class LargeMessageTests
{
    [Fact]
    public async Task A_hundred_megabytes_stream_through_flat_memory()
    {
        var server = new SmtpTestServer();
        server.Sink.KeepContent = false;
        await using var client = await DataTests.BeginAsync(server);
        await client.AskAsync("DATA");
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('y', 76) + "\r\n", 50)));
        var sent = 0L;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (sent < 100_000_000)
        {
            await client.SendAsync(block);
            sent += block.Length;
            // The pipe has no limit, so give the server its turn.
            while (sent - client.Connection.BytesReceived > 64 * 1024)
            {
                Assert.False(patience.IsCancellationRequested, "the server does not read on");
                await Task.Yield();
            }
        }

        Assert.StartsWith("250", await client.AskAsync("."), StringComparison.Ordinal);
        Assert.Equal(sent, server.Sink.Messages.Single().Length);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < 20_000_000, $"{allocated} bytes were allocated for {sent}.");
    }
}
