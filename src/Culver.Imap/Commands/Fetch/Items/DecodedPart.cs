using System.Buffers;
using Culver.Imap.Wire;
using Culver.Mime.Transfer;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>A part whose transfer encoding is to be undone.</summary>
internal sealed class DecodedPart(uint[] part)
{
    private readonly int[] _path = Array.ConvertAll(part, static number => (int)Math.Min(number, int.MaxValue));

    public static void WriteName(ImapWriter writer, ReadOnlySpan<byte> name, uint[] part)
    {
        writer.Keyword(name);
        for (var i = 0; i < part.Length; i++)
        {
            if (i > 0)
                writer.Keyword("."u8);
            writer.Number((ulong)part[i]);
        }

        writer.Keyword("]"u8);
    }

    public bool CanDecode(FetchedMessage message) =>
        !TryLocate(message, out var located) || TransferDecoder.TryCreate(located.Encoding, out _);

    /// <summary>Where the part lies and how it is encoded. The whole message, which has no encoding, where no part is named.</summary>
    public bool TryLocate(FetchedMessage message, out (long Offset, long Length, TransferEncoding Encoding) located)
    {
        if (_path.Length == 0)
        {
            located = (0, message.Row.Size, TransferEncoding.SevenBit);
            return true;
        }

        var isFound = message.Digest.TryFindPart(_path, out var found);
        // RFC 2045 §6.4: what holds parts is never encoded itself.
        located = isFound ? (found.BodyOffset, found.BodyLength, found.HasChildren ? TransferEncoding.SevenBit : found.Encoding) : default;
        return isFound;
    }

    /// <summary>Decodes piece by piece, flushing <paramref name="flushing"/> on the way where it is given.</summary>
    public static async ValueTask DecodeAsync(
        FetchedMessage message, (long Offset, long Length, TransferEncoding Encoding) located, IBufferWriter<byte> output, ImapWriter? flushing,
        CancellationToken cancellationToken)
    {
        TransferDecoder.TryCreate(located.Encoding, out var decoder);
        var (offset, length, _) = located;
        if (message.Inline is { } inline)
        {
            decoder.Decode(inline.Span.Slice((int)offset, (int)length), output);
            decoder.Flush(output);
            return;
        }

        var content = await message.OpenAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, ContentWriting.Piece));
        try
        {
            while (length > 0)
            {
                var read = await content.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)), cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException("The stored message is shorter than its record says.");
                decoder.Decode(buffer.AsSpan(0, read), output);
                offset += read;
                length -= read;
                if (flushing is not null)
                    await flushing.FlushAboveAsync(ContentWriting.Piece, cancellationToken);
            }

            decoder.Flush(output);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
