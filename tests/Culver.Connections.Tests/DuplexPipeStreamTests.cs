namespace Culver.Connections.Tests;

/// <summary>A pipe as a stream behaves as a socket would.</summary>
public sealed class DuplexPipeStreamTests
{
    [Fact]
    public async Task A_flush_after_the_last_word_was_heard_does_not_fail()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (client, server) = MemoryTransport.Pair(1024, 1024);
        await using var stream = new DuplexPipeStream(client);
        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancellation);
        await server.Input.CompleteAsync();
        await stream.FlushAsync(cancellation);
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync("NOOP\r\n"u8.ToArray(), cancellation).AsTask());
    }
}
