using System.Collections.Immutable;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>What an account's database holds of mailboxes and counters, in memory. Immutable: a savepoint is a reference.</summary>
/// <param name="Tree">The mailboxes.</param>
/// <param name="Keys">Their keys in the database.</param>
/// <param name="UidValidity">The UIDVALIDITY given out last.</param>
/// <param name="NextMessage">The key the next message gets.</param>
/// <param name="StoredNextMessage">The key the next message gets when all this is read again: the ones before it need not be written down.</param>
internal sealed record AccountState(MailboxTree Tree, ImmutableDictionary<MailboxId, long> Keys, uint UidValidity, long NextMessage, long StoredNextMessage);

/// <summary>
/// One transaction on an account. Rules it upholds: the state in memory is put forward together with the rows; counters are written once
/// for each mailbox at the end; an operation that fails takes back its rows and its part of the state, nobody else's.
/// </summary>
internal sealed class AccountWork(SqliteDatabase database, AccountState state, AccountSurroundings surroundings)
{
    // As many are passed over when the account is opened again; there are enough.
    private const long KeysAtOnce = 1000;
    private readonly HashSet<MailboxId> _dirty = [];
    private readonly AccountState _began = state;

    /// <summary>Whether the state is another than at the beginning.</summary>
    public bool IsChanged => IsFileChanged || _dirty.Count > 0 || !ReferenceEquals(State, _began);

    /// <summary>The rows.</summary>
    public SqliteDatabase Database => database;

    /// <summary>Clock, ids, folders.</summary>
    public AccountSurroundings Surroundings => surroundings;

    /// <summary>Whether the file was changed in a way that shows in no row.</summary>
    public bool IsFileChanged { get; set; }

    /// <summary>What is true now, inside the transaction.</summary>
    public AccountState State { get; private set; } = state;

    /// <summary>The mailboxes now.</summary>
    public MailboxTree Tree => State.Tree;

    /// <summary>Files given names in the account's folder by this transaction.</summary>
    public List<string> NewFiles { get; } = [];

    /// <summary>Files that are to go when it is durable.</summary>
    public List<string> OldFiles { get; } = [];

    /// <summary>Raises the account's counter: the ModSeq of the change that begins.</summary>
    public ModSeq NextModSeq()
    {
        var next = new ModSeq(State.Tree.HighestModSeq.Value + 1);
        State = State with { Tree = State.Tree with { HighestModSeq = next } };
        return next;
    }

    /// <summary>A UIDVALIDITY never given out before.</summary>
    public UidValidity NextUidValidity()
    {
        State = State with { UidValidity = State.UidValidity + 1 };
        return new(State.UidValidity);
    }

    /// <summary>Keys for new messages, from the first on.</summary>
    public long TakeMessageKeys(int count)
    {
        var first = State.NextMessage;
        State = State with { NextMessage = first + count };
        return first;
    }

    /// <summary>The key of a mailbox.</summary>
    public long KeyOf(MailboxId mailbox) => State.Keys[mailbox];

    /// <summary>Puts a mailbox with other counters in place of what it was; stored at the end.</summary>
    public void Set(MailboxInfo mailbox)
    {
        State = State with { Tree = State.Tree.With(mailbox) };
        _dirty.Add(mailbox.Id);
    }

    /// <summary>Adds a mailbox whose row was stored.</summary>
    public void Add(MailboxInfo mailbox, long key)
    {
        State = State with { Tree = State.Tree.With(mailbox), Keys = State.Keys.SetItem(mailbox.Id, key) };
        _dirty.Add(mailbox.Id);
    }

    /// <summary>Takes a mailbox out.</summary>
    public void Remove(MailboxId mailbox) =>
        State = State with { Tree = State.Tree.Without(mailbox), Keys = State.Keys.Remove(mailbox) };

    /// <summary>Puts other subscriptions in place.</summary>
    public void Subscribe(ImmutableSortedSet<MailboxName> subscriptions) =>
        State = State with { Tree = State.Tree with { Subscriptions = subscriptions } };

    /// <summary>Takes the state back to where it was; the rows are taken back by the savepoint.</summary>
    public void Restore(AccountState before) => State = before;

    /// <summary>
    /// Stores counters and marks at the end of the transaction. The account's ModSeq is the highest of its own row and its mailboxes': most
    /// changes are to a mailbox whose row says it, and leave the account's alone. Keys of messages are given out by the thousand for the same reason.
    /// </summary>
    public void Flush()
    {
        var isSaid = false;
        foreach (var id in _dirty)
        {
            if (!Tree.TryGet(id, out var mailbox))
                continue;
            MailboxRows.Update(database, KeyOf(id), mailbox);
            isSaid |= mailbox.HighestModSeq == Tree.HighestModSeq;
        }

        if (isSaid && State.UidValidity == _began.UidValidity && State.NextMessage <= State.StoredNextMessage)
            return;
        if (State.NextMessage > State.StoredNextMessage)
            State = State with { StoredNextMessage = State.NextMessage + KeysAtOnce };
        database.Statement("UPDATE account SET modseq = ?, uid_validity = ?, next_message = ?")
            .Bind(1, Tree.HighestModSeq.Value).Bind(2, State.UidValidity).Bind(3, State.StoredNextMessage).Run();
    }
}

/// <summary>What an account's transactions need from around them.</summary>
/// <param name="Folder">The account's folder.</param>
/// <param name="Options">The operator's settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Ids">Makes ids.</param>
/// <param name="FlagSets">Gives the table in which a mailbox's flag sets are numbered.</param>
internal sealed record AccountSurroundings(
    string Folder, StorageOptions Options, TimeProvider Time, ObjectIdSource Ids, Func<MailboxId, FlagSetTable> FlagSets)
{
    /// <summary>The account's database.</summary>
    public string Database => Path.Combine(Folder, "account.db");

    /// <summary>Where content lies that is too long for the database.</summary>
    public string Content => Path.Combine(Folder, "content");

    /// <summary>The file of a message's content.</summary>
    public string ContentFile(EmailId email) => Path.Combine(Content, email.ToString());
}
