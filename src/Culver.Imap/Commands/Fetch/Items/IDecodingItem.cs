namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>An item that must decode a part, which may turn out to be impossible (RFC 3516 §4.3).</summary>
internal interface IDecodingItem
{
    /// <summary>Whether the part's transfer encoding is one we know. A part that is not there counts as known: it is NIL.</summary>
    ValueTask<bool> CanDecodeAsync(FetchedMessage message, CancellationToken cancellationToken);
}
