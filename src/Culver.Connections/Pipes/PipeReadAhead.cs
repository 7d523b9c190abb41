using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>What to do with bytes that were received and not yet consumed when the layer beneath changes.</summary>
internal static class PipeReadAhead
{
    /// <summary>Throws away what has arrived so far.</summary>
    public static void Drop(PipeReader reader)
    {
        // Cancelling makes TryRead give even what was examined before.
        reader.CancelPendingRead();
        if (reader.TryRead(out var read))
            reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>
    /// The pipe with everything unconsumed in front. A reader does not give examined bytes again before new ones arrive, and a layer that
    /// waited for those would wait for ever, so examined bytes are taken out and replayed.
    /// </summary>
    public static IDuplexPipe Replay(IDuplexPipe pipe)
    {
        pipe.Input.CancelPendingRead();
        if (!pipe.Input.TryRead(out var read))
            return pipe;
        var bytes = read.Buffer.ToArray();
        pipe.Input.AdvanceTo(read.Buffer.End);
        return bytes.Length == 0 ? pipe : new Replayed(PipeReader.Create(new ReplayStream(bytes, new DuplexPipeStream(pipe)), new(leaveOpen: true, useZeroByteReads: true)), pipe.Output);
    }

    private sealed record Replayed(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class ReplayStream(ReadOnlyMemory<byte> first, Stream then) : Stream
    {
        private ReadOnlyMemory<byte> _first = first;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_first.IsEmpty)
                return then.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(_first.Length, buffer.Length);
            _first[..count].CopyTo(buffer);
            _first = _first[count..];
            return new(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
