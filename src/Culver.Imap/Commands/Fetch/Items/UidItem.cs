using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>UID.</summary>
internal sealed class UidItem : ImmediateItem
{
    public static UidItem Instance { get; } = new();

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("UID "u8);
        writer.Number((ulong)message.Row.Uid.Value);
    }
}
