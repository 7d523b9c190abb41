using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Fetch;

/// <summary>An item that is always written from the index and the digest: nothing is waited for.</summary>
internal abstract class ImmediateItem : FetchItem
{
    public sealed override bool IsImmediate => true;

    public sealed override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        Write(message, Needs == FetchNeeds.Digest ? message.DigestView : default, writer);
        return ValueTask.CompletedTask;
    }
}
