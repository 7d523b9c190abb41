using Culver.Imap.Session;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>FLAGS.</summary>
internal sealed class FlagsItem : FetchItem
{
    public static FlagsItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("FLAGS "u8);
        writer.Flags(message.Snapshot, message.Row, message.Session.ShowsRecent && message.Mailbox.Recent.Contains(message.Row.Uid));
        return ValueTask.CompletedTask;
    }
}
