using System.Buffers;

namespace Culver.Storage;

/// <summary>What is done with contents in more than one place.</summary>
public static class MessageContentExtensions
{
    private const int Block = 64 * 1024;

    /// <summary>Copies a whole content: at once where it is in memory, else in pieces.</summary>
    /// <param name="content">The content.</param>
    /// <param name="write">Takes each piece; it is done with the piece when it returns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask CopyToAsync(this IMessageContent content, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(write);
        if (!content.Memory.IsEmpty)
        {
            await write(content.Memory, cancellationToken);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var offset = 0L;
            while (await content.ReadAsync(offset, buffer, cancellationToken) is > 0 and var read)
            {
                await write(buffer.AsMemory(0, read), cancellationToken);
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
