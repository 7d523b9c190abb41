using System.Globalization;
using System.Runtime.InteropServices;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Verifies what is known of Message-IDs against the messages that have them. What is known is a help for those who answer, and the check of it
/// reads every digest.
/// </summary>
internal static class ThreadCheck
{
    /// <summary>Looks for what is wrong.</summary>
    public static void Run(SqliteDatabase database, List<ConsistencyFinding> findings)
    {
        var wrong = Compare(database);
        // What nobody counted yet is from before it was, and is told by nothing but a repair.
        if (wrong.Count(static one => one.IsKnown && one.Messages == 0 && one.More is not null) is > 0 and var orphans)
            findings.Add(new("threads", Text($"{orphans} Message-IDs are known of messages that are gone")));
        if (wrong.Count(static one => one.IsKnown && one.Messages > 0 && one.More is not null) is > 0 and var miscounted)
            findings.Add(new("threads", Text($"{miscounted} Message-IDs are counted wrongly")));
        if (wrong.Count(static one => !one.IsKnown) is > 0 and var unknown)
            findings.Add(new("threads", Text($"{unknown} Message-IDs are not known, of messages that are there")));
    }

    /// <summary>Counts anew, forgets what is gone, and learns what was not known.</summary>
    /// <returns>What was done, in words.</returns>
    public static IEnumerable<string> Mend(SqliteDatabase database)
    {
        var (forgotten, counted, learnt) = (0, 0, 0);
        foreach (var one in Compare(database))
        {
            if (one.Messages == 0)
            {
                database.Statement("DELETE FROM thread_of WHERE message_id = ?").Bind(1, one.Hash).Run();
                forgotten++;
            }
            else if (one.IsKnown)
            {
                database.Statement("UPDATE thread_of SET more = ? WHERE message_id = ?").Bind(1, one.Messages - 1L).Bind(2, one.Hash).Run();
                counted++;
            }
            else
            {
                database.Statement("INSERT INTO thread_of (message_id, thread, more) SELECT ?, thread, ? FROM message WHERE key = ?")
                    .Bind(1, one.Hash).Bind(2, one.Messages - 1L).Bind(3, one.First).Run();
                learnt++;
            }
        }

        if (forgotten > 0)
            yield return Text($"{forgotten} Message-IDs of messages that are gone were forgotten");
        if (counted > 0)
            yield return Text($"{counted} Message-IDs were counted again");
        if (learnt > 0)
            yield return Text($"{learnt} Message-IDs were learnt again");
    }

    // Sixteen octets and some for each message that has one: a check may take that much.
    private static List<Difference> Compare(SqliteDatabase database)
    {
        var present = new Dictionary<long, (int Messages, long First)>();
        using (var messages = database.Prepare("SELECT key, digest FROM message ORDER BY key"))
        {
            while (messages.Step())
            {
                if (Threads.MessageId(messages.Blob(1)) is not { } hash)
                    continue;
                ref var one = ref CollectionsMarshal.GetValueRefOrAddDefault(present, hash, out var isKnown);
                one = (one.Messages + 1, isKnown ? one.First : messages.Int64(0));
            }
        }

        var differences = new List<Difference>();
        using (var known = database.Prepare("SELECT message_id, more FROM thread_of"))
        {
            while (known.Step())
            {
                var hash = known.Int64(0);
                long? more = known.IsNull(1) ? null : known.Int64(1);
                present.Remove(hash, out var one);
                if (one.Messages == 0 || more != one.Messages - 1)
                    differences.Add(new(hash, IsKnown: true, more, one.Messages, one.First));
            }
        }

        differences.AddRange(present.Select(static pair => new Difference(pair.Key, IsKnown: false, More: null, pair.Value.Messages, pair.Value.First)));
        return differences;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A Message-ID of which more or less is known than there is.</summary>
    private readonly record struct Difference(long Hash, bool IsKnown, long? More, int Messages, long First);
}
