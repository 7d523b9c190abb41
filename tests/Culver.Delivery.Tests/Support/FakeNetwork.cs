using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Culver.Smtp.Client;

namespace Culver.Delivery.Tests.Support;

/// <summary>Servers in memory, by address. An address without one refuses.</summary>
internal sealed class FakeNetwork : IClientTransport
{
    private readonly ConcurrentDictionary<IPAddress, FakeMta> _servers = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
        var wire = new Wire(this);
        _ = mta.ServeAsync(new PipeStream(up.Reader, down.Writer, wire.ToServer, wire.ToClient));
        return new(new PipeStream(down.Reader, up.Writer, wire.ToClient, wire.ToServer));
    }

    /// <summary>Waits until both ends of a connection wait for the other to speak: nothing but the clock can go on. Told once of each connection.</summary>
    public async Task StuckAsync()
    {
        Task stuck;
        lock (_gate)
            stuck = _stuck.Task;
        await stuck;
        lock (_gate)
            _stuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The two directions of a connection, and who waits.</summary>
    private sealed class Wire
    {
        private readonly FakeNetwork _network;
        private bool _isTold;

        public Wire(FakeNetwork network)
        {
            _network = network;
            ToServer = new(this);
            ToClient = new(this);
        }

        public Direction ToServer { get; }

        public Direction ToClient { get; }

        private void Change(Action change)
        {
            lock (_network._gate)
            {
                change();
                if (_isTold || !ToServer.IsSilent || !ToClient.IsSilent)
                    return;
                _isTold = true;
                _network._stuck.TrySetResult();
            }
        }

        internal sealed class Direction(Wire wire)
        {
            private long _under;
            private bool _isAwaited;

            /// <summary>Whether its reader waits, and nothing is on the way to it.</summary>
            public bool IsSilent => _isAwaited && _under == 0;

            public void Sent(int octets) => wire.Change(() => _under += octets);

            public void Await() => wire.Change(() => _isAwaited = true);

            public void Came(int octets) => wire.Change(() =>
            {
                _isAwaited = false;
                _under -= octets;
            });
        }
    }

    private sealed class PipeStream(PipeReader reader, PipeWriter writer, Wire.Direction incoming, Wire.Direction outgoing) : Stream
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

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = 0;
            incoming.Await();
            try
            {
                return read = await _in.ReadAsync(buffer, cancellationToken);
            }
            finally
            {
                incoming.Came(read);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            outgoing.Sent(buffer.Length);
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
