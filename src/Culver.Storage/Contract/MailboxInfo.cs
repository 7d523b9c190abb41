using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>A mailbox with its counters, all of one moment: what STATUS and SELECT tell, without touching a message.</summary>
/// <param name="Id">Its id (MAILBOXID).</param>
/// <param name="Name">Its name.</param>
/// <param name="UidValidity">Its UIDVALIDITY.</param>
/// <param name="UidNext">The UID the next message gets, at least.</param>
/// <param name="HighestModSeq">The newest change to a message or expunge in it, from 1 (RFC 7162 §3.1.2.1).</param>
/// <param name="PropertiesModSeq">The newest change to its name or attributes.</param>
/// <param name="Messages">How many messages.</param>
/// <param name="Unseen">How many without <c>\Seen</c>.</param>
/// <param name="Deleted">How many with <c>\Deleted</c>.</param>
/// <param name="Bytes">The sum of their sizes in octets.</param>
/// <param name="SpecialUse">What it is for.</param>
/// <param name="IsSelectable">False for a name that only holds children (<c>\Noselect</c>).</param>
/// <param name="Keywords">The keywords in use, in order of first use; at most 128. A bit in a flag set is an index into this.</param>
/// <param name="RecentFloor">The first UID no session was told as <c>\Recent</c> yet, as last persisted or claimed.</param>
/// <param name="VanishedFloor">Expunges at or before this ModSeq are no longer known one by one.</param>
public sealed record MailboxInfo(
    MailboxId Id,
    MailboxName Name,
    UidValidity UidValidity,
    Uid UidNext,
    ModSeq HighestModSeq,
    ModSeq PropertiesModSeq,
    int Messages,
    int Unseen,
    int Deleted,
    long Bytes,
    SpecialUse SpecialUse,
    bool IsSelectable,
    ImmutableArray<string> Keywords,
    Uid RecentFloor,
    ModSeq VanishedFloor);
