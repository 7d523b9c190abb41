using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Connections;

/// <summary>A stream over a duplex pipe, as <see cref="System.Net.Security.SslStream"/> wants one. A read into an empty buffer waits until there is something to read.</summary>
internal sealed class DuplexPipeStream : Stream
{
    private const int FlushAt = 32 * 1024;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly bool _flushEachWrite;

    /// <summary>Wraps the pipe. The stream does not complete it.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="flushEachWrite">Whether each write is sent at once; otherwise <see cref="FlushAsync(CancellationToken)"/> sends it.</param>
    public DuplexPipeStream(IDuplexPipe pipe, bool flushEachWrite = true)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _input = pipe.Input;
        _output = pipe.Output;
        _flushEachWrite = flushEachWrite || !_output.CanGetUnflushedBytes;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancellationToken);
            if (!read.Buffer.IsEmpty)
            {
                var some = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, buffer.Length));
                some.CopyTo(buffer.Span);
                var count = (int)some.Length;
                _input.AdvanceTo(some.End);
                return count;
            }
            _input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return 0;
            if (read.IsCanceled)
                throw new OperationCanceledException("The read was cancelled.");
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _output.Write(buffer.Span);
        return _flushEachWrite || _output.UnflushedBytes >= FlushAt ? SendAsync(cancellationToken) : default;
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <remarks>Where all was sent already this does nothing, as with a socket: whoever said a last word and was heard is not told that the other side has gone.</remarks>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _output.CanGetUnflushedBytes && _output.UnflushedBytes == 0 ? Task.CompletedTask : SendAsync(cancellationToken).AsTask();

    /// <summary>Not supported: the pipe has no synchronous side.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Not supported: the pipe has no synchronous side.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Does nothing: see <see cref="FlushAsync(CancellationToken)"/>.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var flush = await _output.FlushAsync(cancellationToken);
        if (flush.IsCompleted || flush.IsCanceled)
            throw new IOException("The other side does not take any more.");
    }
}
