using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>INTERNALDATE.</summary>
internal sealed class InternalDateItem : ImmediateItem
{
    public static InternalDateItem Instance { get; } = new();

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword("INTERNALDATE "u8);
        writer.DateTime(message.Row.InternalDate.ToDateTimeOffset());
    }
}
