using System.Globalization;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>
/// Mends the queue's rows, within one transaction of its writer. Rules it upholds: no content is removed that somebody may be waiting for; in doubt
/// an attempt is made again rather than never. What has no envelope any more, no recipients or no content is left for the check to name.
/// </summary>
internal static class QueueRepair
{
    // In this order: later ones rest on earlier ones.
    private static readonly (string Words, string Script)[] Computed =
    [
        ("recipients were in no state there is, and are tried again", "UPDATE recipient SET state = 0 WHERE state NOT BETWEEN 0 AND 4"),
        ("recipients were held or not as their messages were not", "UPDATE recipient SET held = (SELECT m.held FROM message m WHERE m.row = message) WHERE EXISTS (SELECT 1 FROM message m WHERE m.row = message AND m.held <> recipient.held)"),
        ("recipients had not the urgency of their messages", "UPDATE recipient SET rank = (SELECT -ifnull(m.priority, 0) FROM message m WHERE m.row = message) WHERE EXISTS (SELECT 1 FROM message m WHERE m.row = message AND -ifnull(m.priority, 0) <> recipient.rank)"),
        ("messages had another length than their contents", "UPDATE message SET length = (SELECT length(c.blob) - 16 FROM content c WHERE c.message = row) WHERE EXISTS (SELECT 1 FROM content c WHERE c.message = row AND length(c.blob) >= 16 AND length(c.blob) - 16 <> message.length)"),
        ("recipients were of messages that are not there, nor their contents", "DELETE FROM recipient WHERE message NOT IN (SELECT row FROM message) AND message NOT IN (SELECT message FROM content)"),
    ];

    /// <summary>Mends what can be mended.</summary>
    /// <param name="database">The writer's connection, in a transaction.</param>
    /// <param name="removed">Takes the messages that were over and are gone.</param>
    /// <returns>What was mended.</returns>
    public static IReadOnlyList<ConsistencyFinding> Run(SqliteDatabase database, List<QueueId> removed)
    {
        var mended = new List<ConsistencyFinding>();
        removed.Clear();
        if (IsDamaged(database))
        {
            // An index is made again from its table; a table that is damaged is not touched.
            database.Execute("REINDEX");
            if (IsDamaged(database))
                return [];
            mended.Add(new("database", "its indexes were made again"));
        }

        foreach (var (words, script) in Computed)
        {
            var before = database.TotalChanges;
            database.Execute(script);
            if (database.TotalChanges - before is > 0 and var changed)
                mended.Add(new("rows", string.Create(CultureInfo.InvariantCulture, $"{changed}: {words}")));
        }

        foreach (var (row, id) in Over(database))
        {
            SqliteQueueStore.Delete(database, row);
            removed.Add(id);
            mended.Add(new($"message {id}", "was over for all its recipients, and is gone"));
        }

        return mended;
    }

    private static bool IsDamaged(SqliteDatabase database) =>
        database.Scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", otherwise: 0) > 0;

    private static List<(long Row, QueueId Id)> Over(SqliteDatabase database)
    {
        var over = new List<(long, QueueId)>();
        using var rows = database.Prepare(
            "SELECT m.row, m.id FROM message m WHERE EXISTS (SELECT 1 FROM recipient r WHERE r.message = m.row) AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.message = m.row AND r.state = 0)");
        while (rows.Step())
            over.Add((rows.Int64(0), new(rows.Bits128(1))));
        return over;
    }
}
