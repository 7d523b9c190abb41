using System.Buffers;
using Culver.Storage;

namespace Culver.Delivery.Authentication;

/// <summary>Keeps a message until it is known what is to stand above it: a small one in memory, a larger one in the store's staging.</summary>
internal sealed class HeldContent(IMailStore store) : IAsyncDisposable
{
    private const int MostInMemory = 256 * 1024;
    private const int PieceSize = 64 * 1024;

    private ArrayBufferWriter<byte>? _memory = new(4096);
    private IContentStaging? _staging;
    private IStagedContent? _staged;

    /// <summary>Takes more.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_memory is { } memory)
        {
            if (memory.WrittenCount + content.Length <= MostInMemory)
            {
                memory.Write(content.Span);
                return;
            }

            _memory = null;
            _staging = await store.StageAsync(-1, cancellationToken);
            await _staging.WriteAsync(new(memory.WrittenMemory), cancellationToken);
        }

        await _staging!.WriteAsync(new(content), cancellationToken);
    }

    /// <summary>Gives it all back, in pieces that are valid until the next.</summary>
    /// <exception cref="StorageUnavailableException">The disk is full or failed.</exception>
    public async ValueTask CopyToAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        if (_memory is { } memory)
        {
            await take(memory.WrittenMemory, cancellationToken);
            return;
        }

        _staged = await _staging!.CompleteAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (long at = 0; at < _staged.Length;)
            {
                var read = await _staged.ReadAsync(at, buffer, cancellationToken);
                if (read == 0)
                    throw new StorageUnavailableException("The staged message ended before its end.");
                at += read;
                await take(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_staged is not null)
            await _staged.DisposeAsync();
        if (_staging is not null)
            await _staging.DisposeAsync();
        _memory = null;
    }
}
