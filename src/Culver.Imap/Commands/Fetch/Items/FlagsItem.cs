using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>FLAGS.</summary>
internal sealed class FlagsItem : ImmediateItem
{
    public static FlagsItem Instance { get; } = new();

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        writer.Keyword(message.FlagsText);
    }
}
