namespace Culver.Storage;

/// <summary>
/// What an account may hold and take. What it holds are the octets of its mailboxes' messages (<see cref="MailboxTree.Bytes"/>): a message in
/// two mailboxes counts in both, as RFC822.SIZE adds up for a client that looks.
/// </summary>
/// <param name="QuotaOctets">The most octets of mail it may hold (RFC 9208 §5.1 STORAGE, unrounded); null for as much as there is room for.</param>
/// <param name="AppendLimit">The largest message it may append, in octets (RFC 7889); null for what the server takes from anyone.</param>
public sealed record AccountLimits(long? QuotaOctets, long? AppendLimit)
{
    /// <summary>No limits.</summary>
    public static AccountLimits None { get; } = new(QuotaOctets: null, AppendLimit: null);

    /// <summary>Whether so many octets more still fit beside what the mailboxes hold.</summary>
    public bool HasRoomFor(long octets, MailboxTree mailboxes)
    {
        ArgumentNullException.ThrowIfNull(mailboxes);
        return QuotaOctets is not { } most || octets <= most - mailboxes.Bytes;
    }
}
