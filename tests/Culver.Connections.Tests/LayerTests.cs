using System.IO.Pipelines;
using System.Text;

namespace Culver.Connections.Tests;

public class LayerTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_was_read_ahead_goes_to_the_new_layer(bool examinesAll, bool tls)
    {
        // As COMPRESS does: the client may send in the new layer as soon as it has asked for it and been answered, or, pipelining, before.
        var layer = new TaskCompletionSource<FlipLayer>();
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = tls ? TlsMode.Implicit : TlsMode.None, handle: handler => handler.Instead = async (connection, ending) =>
        {
            Assert.Equal("FLIP", await LineHandler.ReadLineAsync(connection, examinesAll, ending));
            await connection.PushLayerAsync("GO\r\n"u8.ToArray(), inner =>
            {
                var flip = new FlipLayer(inner);
                layer.SetResult(flip);
                return flip;
            }, ending);
            while (await LineHandler.ReadLineAsync(connection, examinesAll, ending) is { } line)
                await LineHandler.SayAsync(connection, line + "!", ending);
        });
        await using var client = await server.ConnectAsync();
        if (tls)
            await client.SecureAsync();
        var ahead = FlipLayer.Flip("hello\r\n"u8);
        await client.SendAsync((byte[])[.. "FLIP\r\n"u8, .. ahead]);
        Assert.Equal("GO", await client.ReadLineAsync());
        var reply = new byte[8];
        await client.Stream.ReadExactlyAsync(reply);
        Assert.Equal("hello!\r\n", Encoding.ASCII.GetString(FlipLayer.Flip(reply)));
        await client.SendAsync(FlipLayer.Flip("again\r\n"u8));
        await client.Stream.ReadExactlyAsync(reply);
        Assert.Equal("again!\r\n", Encoding.ASCII.GetString(FlipLayer.Flip(reply)));
        await client.DisposeAsync();
        await server.QuietAsync();
        Assert.True((await layer.Task).IsDisposed);
    }

    /// <summary>Inverts every bit.</summary>
    private sealed class FlipLayer : IDuplexPipe, IAsyncDisposable
    {
        public FlipLayer(IDuplexPipe inner)
        {
            var stream = new FlipStream(new DuplexPipeStream(inner));
            Input = PipeReader.Create(stream, new(leaveOpen: true, useZeroByteReads: true));
            Output = PipeWriter.Create(stream, new(leaveOpen: true));
        }

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public bool IsDisposed { get; private set; }

        public static byte[] Flip(ReadOnlySpan<byte> bytes)
        {
            var flipped = bytes.ToArray();
            for (var i = 0; i < flipped.Length; i++)
                flipped[i] = (byte)~flipped[i];
            return flipped;
        }

        public async ValueTask DisposeAsync()
        {
            IsDisposed = true;
            await Input.CompleteAsync();
            await Output.CompleteAsync();
        }
    }

    private sealed class FlipStream(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            FlipLayer.Flip(buffer.Span[..count]).CopyTo(buffer);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(FlipLayer.Flip(buffer.Span), cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
