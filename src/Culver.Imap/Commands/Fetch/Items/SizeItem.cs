using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>RFC822.SIZE.</summary>
internal sealed class SizeItem : FetchItem
{
    public static SizeItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("RFC822.SIZE "u8);
        writer.Number(message.Row.Size);
        return ValueTask.CompletedTask;
    }
}
