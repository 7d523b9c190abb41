using System.Buffers;
using Culver.Pop3.Wire;
using Culver.Storage;

namespace Culver.Pop3.Commands;

/// <summary>Sends a message as a multi-line response, piece by piece: no more than a piece of it is held.</summary>
internal static class MessageSending
{
    private const int Piece = 64 * 1024;

    /// <summary>Sends all of it, or with <paramref name="lines"/> its header and so many lines of its body.</summary>
    public static async ValueTask SendAsync(this ResponseWriter writer, IMessageContent content, int? lines, CancellationToken cancellationToken)
    {
        var encoder = new MessageEncoder();
        var limit = new TopLimit(lines ?? 0);
        var buffer = content.Memory.IsEmpty ? ArrayPool<byte>.Shared.Rent((int)Math.Min(content.Length, Piece)) : [];
        try
        {
            for (var offset = 0L; offset < content.Length && !(lines is not null && limit.IsReached);)
            {
                var piece = await PieceAsync(content, offset, buffer, cancellationToken);
                offset += piece.Length;
                encoder.Write(lines is null ? piece.Span : piece.Span[..limit.Take(piece.Span)], writer);
                await writer.FlushAboveAsync(cancellationToken);
            }
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }

        encoder.Complete(writer);
        writer.End();
    }

    private static async ValueTask<ReadOnlyMemory<byte>> PieceAsync(IMessageContent content, long offset, byte[] buffer, CancellationToken cancellationToken)
    {
        if (!content.Memory.IsEmpty)
            return content.Memory.Slice((int)offset, (int)Math.Min(content.Length - offset, Piece));
        var read = await content.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(content.Length - offset, buffer.Length)), cancellationToken);
        // The response has begun: that the store holds less than it says cannot be told any more.
        return read > 0 ? buffer.AsMemory(0, read) : throw new EndOfStreamException("The stored message is shorter than its record says.");
    }
}
