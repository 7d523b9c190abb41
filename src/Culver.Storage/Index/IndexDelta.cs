using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>What a commit did to the rows of a mailbox.</summary>
/// <param name="Rows">The rows that are new or different, ascending by UID; their flag sets are numbered by the snapshot's own table.</param>
/// <param name="Removed">The UIDs that are gone, also where a row of <paramref name="Rows"/> has one: a UID never comes back. Others may be in it.</param>
/// <param name="ModSeq">The mailbox's HIGHESTMODSEQ now.</param>
/// <param name="UidNext">Its UIDNEXT now.</param>
/// <param name="Keywords">Its keywords now: those before, and new ones after them.</param>
public sealed record IndexDelta(ReadOnlyMemory<IndexRow> Rows, UidSet Removed, ModSeq ModSeq, Uid UidNext, ImmutableArray<string> Keywords)
{
    /// <summary>The rows and removals of a commit that left the mailbox as <paramref name="mailbox"/> says.</summary>
    public static IndexDelta To(MailboxInfo mailbox, ReadOnlyMemory<IndexRow> rows, UidSet removed) =>
        new(rows, removed, mailbox.HighestModSeq, mailbox.UidNext, mailbox.Keywords);
}
