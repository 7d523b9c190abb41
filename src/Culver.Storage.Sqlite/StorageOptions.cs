namespace Culver.Storage.Sqlite;

/// <summary>What an operator may set about the embedded store.</summary>
public sealed record StorageOptions
{
    /// <summary>Content up to this many octets lies in the account's database; larger content is a file of its own. 128 KiB unless set.</summary>
    public int InlineThreshold { get; init; } = 128 * 1024;

    /// <summary>How many accounts stay open that nobody uses. 256 unless set.</summary>
    public int IdleAccounts { get; init; } = 256;

    /// <summary>
    /// How many accounts hold their databases open at once; each costs three to five descriptors and up to a few megabytes of cache while it
    /// is busy. 512 unless set.
    /// </summary>
    public int OpenDatabases { get; init; } = 512;

    /// <summary>
    /// Whether those who read a database map it into memory. A page the disk cannot give ends the process then (SIGBUS); unmapped, the command that needs it is refused, and
    /// reading whole messages takes about two fifths more processor time. On unless set.
    /// </summary>
    public bool MapFiles { get; init; } = true;

    /// <summary>How many mailboxes an account may have. 10,000 unless set.</summary>
    public int MostMailboxes { get; init; } = 10_000;

    /// <summary>How many messages a copy, move, expunge or change of flags commits before it lets others in. 10,000 unless set.</summary>
    public int SliceRows { get; init; } = 10_000;

    /// <summary>How many accounts can commit at the same moment: threads that wait for the disk. 16 unless set.</summary>
    public int CommitThreads { get; init; } = 16;

    /// <summary>
    /// How many runs of expunged UIDs are remembered of a mailbox for clients that were away (RFC 7162 §5); older halves are forgotten. 100,000
    /// unless set.
    /// </summary>
    public int MostExpunged { get; init; } = 100_000;

    /// <summary>
    /// For how long expunges are remembered of clients that were away, to within a day; older clients are told the full set. 180 days unless
    /// set.
    /// </summary>
    public TimeSpan ExpungedMemory { get; init; } = TimeSpan.FromDays(180);

    /// <summary>For how long a delivery is remembered, so that a retry is not stored twice. 30 days unless set.</summary>
    public TimeSpan DeliveryMemory { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long after an arrival the text of an account's new messages is indexed for searches: a burst is taken together, and comes first. 15 seconds unless set.</summary>
    public TimeSpan IndexDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after an expunge the content that no mailbox has any more is removed. 10 seconds unless set.</summary>
    public TimeSpan SweepDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many pages a database may have, asked when it is opened: lets tests fill the disk.</summary>
    internal Func<long>? PageLimit { get; init; }
}
