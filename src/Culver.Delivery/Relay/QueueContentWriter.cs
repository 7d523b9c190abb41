using Culver.Storage.Queue;

namespace Culver.Delivery.Relay;

/// <summary>Content on its way into the queue as a stream.</summary>
internal sealed class QueueContentWriter(IQueueContent content) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Length;
        set => throw new NotSupportedException("It is written forward.");
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => content.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        content.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It is written forward.");

    public override void SetLength(long value) => throw new NotSupportedException("It is written forward.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");
}
