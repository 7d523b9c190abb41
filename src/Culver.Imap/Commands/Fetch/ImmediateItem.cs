using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch;

/// <summary>An item written from what lies in memory already: nothing is waited for.</summary>
internal abstract class ImmediateItem : FetchItem
{
    /// <summary>Writes the item's name, a space and its value.</summary>
    public abstract void Write(FetchedMessage message, ImapWriter writer);

    public sealed override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        Write(message, writer);
        return ValueTask.CompletedTask;
    }
}
