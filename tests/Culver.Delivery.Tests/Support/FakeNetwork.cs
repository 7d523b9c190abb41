using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Culver.Smtp.Client;

namespace Culver.Delivery.Tests.Support;

/// <summary>Servers in memory, by address. An address without one refuses.</summary>
internal sealed class FakeNetwork : IClientTransport
{
    private readonly ConcurrentDictionary<IPAddress, FakeMta> _servers = new();

    public ConcurrentQueue<IPEndPoint> Dialled { get; } = new();

    public FakeMta this[string address]
    {
        get => _servers[IPAddress.Parse(address)];
        set => _servers[IPAddress.Parse(address)] = value;
    }

    public void Remove(string address) => _servers.TryRemove(IPAddress.Parse(address), out _);

    public ValueTask<Stream> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        Dialled.Enqueue(server);
        if (!_servers.TryGetValue(server.Address, out var mta))
            throw new IOException("Connection refused");
        var up = new Pipe();
        var down = new Pipe();
        _ = mta.ServeAsync(new PipeStream(up.Reader, down.Writer));
        return new(new PipeStream(down.Reader, up.Writer));
    }

    private sealed class PipeStream(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Stream _in = reader.AsStream();
        private readonly Stream _out = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _in.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var flush = await writer.WriteAsync(buffer, cancellationToken);
            if (flush.IsCompleted)
                throw new IOException("The other end is closed.");
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => _in.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _out.Write(buffer, offset, count);

        public override async ValueTask DisposeAsync()
        {
            await reader.CompleteAsync();
            await writer.CompleteAsync();
            await base.DisposeAsync();
        }
    }
}
