using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

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
