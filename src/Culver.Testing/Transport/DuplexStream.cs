using System.Buffers;
using System.IO.Pipelines;

namespace Culver.Testing.Transport;

/// <summary>
/// One end of a connection that lives in memory. Each half can be ended by itself, as with TCP. Nothing is held back: a
/// writer never waits for the reader at the other end.
/// </summary>
internal sealed class DuplexStream(PipeReader input, PipeWriter output) : Stream, IDuplexPipe
{
    /// <summary>Makes both ends. The server's continuations run on the client's flush, so that it sees each piece as it was cut.</summary>
    public static (DuplexStream Client, DuplexStream Server) CreatePair(bool deliverAtOnce)
    {
        var toServer = new Pipe(new PipeOptions(
            pauseWriterThreshold: 0, readerScheduler: deliverAtOnce ? PipeScheduler.Inline : PipeScheduler.ThreadPool, useSynchronizationContext: false));
        var toClient = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        return (new(toClient.Reader, toServer.Writer), new(toServer.Reader, toClient.Writer));
    }

    /// <inheritdoc/>
    public PipeReader Input => input;

    /// <inheritdoc/>
    public PipeWriter Output => output;

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

    /// <summary>Ends this side's half.</summary>
    public ValueTask EndSendingAsync() => output.CompleteAsync();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        var result = await input.ReadAsync(cancellationToken);
        var taken = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, buffer.Length));
        taken.CopyTo(buffer.Span);
        // Once advanced, the segments belong to others and the sequence can say nothing any more.
        var length = (int)taken.Length;
        input.AdvanceTo(taken.End);
        return length;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await output.WriteAsync(buffer, cancellationToken);
        if (result.IsCompleted)
            throw new IOException("The other end has closed the connection.");
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Complete();
            input.Complete();
        }

        base.Dispose(disposing);
    }
}
