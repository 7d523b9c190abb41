using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

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
