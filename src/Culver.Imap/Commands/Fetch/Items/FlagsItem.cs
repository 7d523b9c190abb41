using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>FLAGS.</summary>
internal sealed class FlagsItem : ImmediateItem
{
    public static FlagsItem Instance { get; } = new();

    public override void Write(FetchedMessage message, ImapWriter writer)
    {
        writer.Keyword(message.FlagsText);
    }
}
