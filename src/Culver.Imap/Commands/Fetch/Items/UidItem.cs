using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>UID.</summary>
internal sealed class UidItem : FetchItem
{
    public static UidItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("UID "u8);
        writer.Number((ulong)message.Row.Uid.Value);
        return ValueTask.CompletedTask;
    }
}
