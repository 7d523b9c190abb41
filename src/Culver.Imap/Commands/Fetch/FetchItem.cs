using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch;

/// <summary>One thing FETCH was asked for, ready to be written of any number of messages.</summary>
internal abstract class FetchItem
{
    public virtual FetchNeeds Needs => FetchNeeds.Index;

    /// <summary>RFC 9051 §6.4.5: reading it sets \Seen.</summary>
    public virtual bool SetsSeen => false;

    /// <summary>Writes the item's name, a space and its value.</summary>
    public abstract ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken);
}
