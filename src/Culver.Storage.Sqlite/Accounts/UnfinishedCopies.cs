using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// What is known of copies in slices while they go on (ADR 8). Rules upheld: a slice is recorded in the transaction that stores it, and the last
/// one takes the record away; a copy that has a record and nobody who goes on with it is taken back, so that a destination is never left
/// with part of it (RFC 9051 §6.4.7).
/// </summary>
internal static class UnfinishedCopies
{
    /// <summary>Records rows that a slice stored.</summary>
    public static void Record(AccountWork work, ModSeq copy, long mailbox, Uid first, Uid last) => work.Database
        .Statement("INSERT INTO unfinished_copy (copy, mailbox, first, last) VALUES (?, ?, ?, ?)")
        .Bind(1, copy.Value).Bind(2, mailbox).Bind(3, first.Value).Bind(4, last.Value).Run();

    /// <summary>The copy is whole: nothing of it is to be taken back any more.</summary>
    public static void Forget(AccountWork work, ModSeq copy) =>
        work.Database.Statement("DELETE FROM unfinished_copy WHERE copy = ?").Bind(1, copy.Value).Run();

    /// <summary>Takes back what is there of a copy. What somebody moved on or expunged meanwhile is not looked for.</summary>
    public static List<MailboxDelta> TakeBack(AccountWork work, ModSeq copy)
    {
        var deltas = new List<MailboxDelta>();
        foreach (var (key, uids) in Recorded(work, copy))
        {
            // A mailbox that was removed meanwhile took its part with it.
            if (work.Tree.ById.Values.FirstOrDefault(mailbox => work.KeyOf(mailbox.Id) == key) is not { } mailbox)
                continue;
            var rows = MessageRow.Read(work.Database, key, mailbox, uids, int.MaxValue);
            if (rows.Count > 0)
                deltas.Add(Removal.Remove(work, mailbox, key, rows, work.NextModSeq(), unlink: true));
        }

        Forget(work, copy);
        return deltas;
    }

    /// <summary>Takes back what an earlier process began and did not end.</summary>
    public static AccountState TakeBackAll(SqliteDatabase database, AccountState state, AccountSurroundings surroundings)
    {
        var copies = new List<ModSeq>();
        var known = database.Statement("SELECT DISTINCT copy FROM unfinished_copy");
        using (known.Rows())
        {
            while (known.Step())
                copies.Add(new(known.Int64(0)));
        }

        if (copies.Count == 0)
            return state;
        var work = new AccountWork(database, state, surroundings);
        database.Begin();
        foreach (var copy in copies)
            TakeBack(work, copy);
        work.Flush();
        database.Commit();
        return work.State;
    }

    private static Dictionary<long, UidSet> Recorded(AccountWork work, ModSeq copy)
    {
        var ranges = new Dictionary<long, List<UidRange>>();
        var recorded = work.Database.Statement("SELECT mailbox, first, last FROM unfinished_copy WHERE copy = ?").Bind(1, copy.Value);
        using (recorded.Rows())
        {
            while (recorded.Step())
            {
                if (!ranges.TryGetValue(recorded.Int64(0), out var list))
                    ranges.Add(recorded.Int64(0), list = []);
                list.Add(new(new((uint)recorded.Int64(1)), new((uint)recorded.Int64(2))));
            }
        }

        return ranges.ToDictionary(static pair => pair.Key, static pair => UidSet.From(pair.Value));
    }
}
