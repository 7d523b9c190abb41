using Culver.Imap.Wire;
using Culver.Mime;

namespace Culver.Imap.Commands.Fetch;

/// <summary>One thing FETCH was asked for, ready to be written of any number of messages.</summary>
internal abstract class FetchItem
{
    public virtual FetchNeeds Needs => FetchNeeds.Index;

    /// <summary>RFC 9051 §6.4.5: reading it sets \Seen.</summary>
    public virtual bool SetsSeen => false;

    /// <summary>Whether <see cref="Write"/> can write it of all messages, but for those of which <see cref="CanWrite"/> says that it cannot.</summary>
    public virtual bool IsImmediate => false;

    /// <summary>Whether a digest has what <see cref="Write"/> wants of it.</summary>
    public virtual bool CanWrite(DigestView digest) => true;

    /// <summary>Writes the item's name, a space and its value.</summary>
    /// <param name="message">The message.</param>
    /// <param name="digest">Its digest, where the item needs it.</param>
    /// <param name="writer">Takes them.</param>
    public virtual void Write(FetchedMessage message, DigestView digest, ImapWriter writer) =>
        throw new InvalidOperationException($"{GetType().Name} is not written at once.");

    /// <summary>Writes the item's name, a space and its value.</summary>
    public abstract ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken);
}
