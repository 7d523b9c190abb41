namespace Culver.Bench.Clients;

/// <summary>What the replies to a command held: enough to know that the server did the work, and cheap to count.</summary>
internal struct Tally
{
    /// <summary>Untagged FETCH responses.</summary>
    public int Fetches;

    /// <summary>Untagged EXPUNGE responses.</summary>
    public int Expunges;

    /// <summary>Untagged LIST responses.</summary>
    public int Lists;

    /// <summary>Untagged STATUS responses.</summary>
    public int Statuses;

    /// <summary>Numbers in SEARCH and SORT responses.</summary>
    public int Numbers;

    /// <summary>Messages in THREAD responses.</summary>
    public int Threaded;

    /// <summary>The number of the last EXISTS response; -1 where there was none.</summary>
    public long Exists;

    /// <summary>The COUNT of the last ESEARCH, or the MESSAGES of the last STATUS; -1 where there was none.</summary>
    public long Count;

    /// <summary>Literals, and their octets.</summary>
    public int Literals;

    /// <summary>Octets within literals.</summary>
    public long LiteralOctets;
}
