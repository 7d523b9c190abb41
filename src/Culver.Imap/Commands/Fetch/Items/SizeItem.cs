using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>RFC822.SIZE.</summary>
internal sealed class SizeItem : ImmediateItem
{
    public static SizeItem Instance { get; } = new();

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("RFC822.SIZE "u8);
        writer.Number(message.Row.Size);
    }
}
