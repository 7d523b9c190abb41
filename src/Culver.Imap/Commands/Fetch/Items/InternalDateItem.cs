using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>INTERNALDATE.</summary>
internal sealed class InternalDateItem : FetchItem
{
    public static InternalDateItem Instance { get; } = new();

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        writer.Keyword("INTERNALDATE "u8);
        writer.DateTime(message.Row.InternalDate.ToDateTimeOffset());
        return ValueTask.CompletedTask;
    }
}
