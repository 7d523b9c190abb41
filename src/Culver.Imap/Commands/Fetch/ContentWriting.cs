using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch;

/// <summary>Writes octets of a message as a literal: from memory where they are there, else read and sent piece by piece.</summary>
internal static class ContentWriting
{
    /// <summary>Octets read, and held, at a time.</summary>
    public const int Piece = 64 * 1024;

    /// <summary>Sends <paramref name="length"/> octets from <paramref name="offset"/>, cut to <paramref name="partial"/>.</summary>
    public static ValueTask ContentLiteralAsync(
        this ImapWriter writer, FetchedMessage message, long offset, long length, PartialRange? partial, CancellationToken cancellationToken)
    {
        (offset, length) = Cut(offset, length, partial);
        writer.LiteralHeader(length);
        if (message.Inline is { } inline)
        {
            writer.LiteralBytes(inline.Span.Slice((int)offset, (int)length));
            return ValueTask.CompletedTask;
        }

        return StreamAsync(writer, message, offset, length, cancellationToken);
    }

    /// <summary>RFC 9051 §6.4.5: a partial past the end is cut to what is there; one that begins past it is empty.</summary>
    public static (long Offset, long Length) Cut(long offset, long length, PartialRange? partial)
    {
        if (partial is not { } range)
            return (offset, length);
        var skipped = Math.Min(range.Offset, length);
        return (offset + skipped, Math.Min(range.Count, length - skipped));
    }

    private static async ValueTask StreamAsync(ImapWriter writer, FetchedMessage message, long offset, long length, CancellationToken cancellationToken)
    {
        var content = await message.OpenAsync(cancellationToken);
        while (length > 0)
        {
            // Into the buffer that is sent: a large message is not copied on its way.
            var read = await content.ReadAsync(offset, writer.LiteralRoom(Piece), cancellationToken);
            // The literal is announced: fewer octets than the store promised cannot be told any more.
            if (read == 0)
                throw new EndOfStreamException("The stored message is shorter than its record says.");
            writer.LiteralTake(read);
            offset += read;
            length -= read;
            await writer.FlushAboveAsync(Piece, cancellationToken);
        }
    }
}
