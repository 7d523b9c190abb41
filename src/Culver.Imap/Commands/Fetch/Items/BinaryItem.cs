using System.Buffers;
using Culver.Imap.Wire;
using Culver.Mime.Transfer;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>An item that must decode a part, which may turn out to be impossible (RFC 3516 §4.3).</summary>
internal interface IDecodingItem
{
    /// <summary>Whether the part's transfer encoding is one we know. A part that is not there counts as known: it is NIL.</summary>
    ValueTask<bool> CanDecodeAsync(FetchedMessage message, CancellationToken cancellationToken);
}

/// <summary>BINARY[part]&lt;partial&gt; and BINARY.PEEK (RFC 9051 §6.4.5, RFC 3516 §4.2).</summary>
internal sealed class BinaryItem(uint[] part, PartialRange? partial, bool isPeek) : FetchItem, IDecodingItem
{
    private readonly DecodedPart _part = new(part);

    public override FetchNeeds Needs => FetchNeeds.Content | FetchNeeds.Digest;

    public override bool SetsSeen => !isPeek;

    public ValueTask<bool> CanDecodeAsync(FetchedMessage message, CancellationToken cancellationToken) => new(_part.CanDecode(message));

    public override async ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        DecodedPart.WriteName(writer, "BINARY["u8, part);
        if (partial is { } range)
        {
            writer.Keyword("<"u8);
            writer.Number(range.Offset);
            writer.Keyword(">"u8);
        }

        writer.Space();
        if (!_part.TryLocate(message, out var located))
        {
            writer.Nil();
            return;
        }

        // The length stands before the octets, so the part is decoded twice: once to count, once to send. Nothing of it is kept.
        var facts = new CountingWriter();
        await DecodedPart.DecodeAsync(message, located, facts, null, cancellationToken);
        var (offset, length) = ContentWriting.Cut(0, facts.Length, partial);
        // RFC 3516 §4.2: a literal8 where there is NUL, for an ordinary literal cannot carry it.
        if (facts.HasNul)
            writer.Literal8Header(length);
        else
            writer.LiteralHeader(length);
        var window = new WindowWriter(writer, offset, length);
        await DecodedPart.DecodeAsync(message, located, window, writer, cancellationToken);
    }
}

/// <summary>BINARY.SIZE[part]: how long the part is, decoded (RFC 9051 §6.4.5, RFC 3516 §4.2).</summary>
internal sealed class BinarySizeItem(uint[] part) : FetchItem, IDecodingItem
{
    private readonly DecodedPart _part = new(part);

    public override FetchNeeds Needs => FetchNeeds.Content | FetchNeeds.Digest;

    public ValueTask<bool> CanDecodeAsync(FetchedMessage message, CancellationToken cancellationToken) => new(_part.CanDecode(message));

    public override async ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        DecodedPart.WriteName(writer, "BINARY.SIZE["u8, part);
        writer.Space();
        var facts = new CountingWriter();
        if (_part.TryLocate(message, out var located))
            await DecodedPart.DecodeAsync(message, located, facts, null, cancellationToken);
        writer.Number(facts.Length);
    }
}

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
