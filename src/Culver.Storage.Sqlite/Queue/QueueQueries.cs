using System.Collections.Immutable;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>What is read of the queue's database.</summary>
internal static class QueueQueries
{
    public static QueueEntry? Find(SqliteDatabase database, QueueId id)
    {
        long row;
        QueueMessage message;
        var statement = database.Statement("SELECT " + QueueRows.MessageColumns + " FROM message m WHERE m.id = ?1").Bind(1, id.Value);
        using (statement.Rows())
        {
            if (!statement.Step())
                return null;
            row = statement.Int64(0);
            message = QueueRows.Message(statement);
        }

        return new(message, Recipients(database, row, id));
    }

    public static IReadOnlyList<QueueEntry> List(SqliteDatabase database, QueueId? after, int limit)
    {
        var messages = new List<(long Row, QueueMessage Message)>();
        var statement = database.Statement("SELECT " + QueueRows.MessageColumns + " FROM message m WHERE m.id > ?1 ORDER BY m.id LIMIT ?2")
            .Bind(1, after?.Value ?? Bits128.Zero).Bind(2, (long)limit);
        while (statement.Step())
            messages.Add((statement.Int64(0), QueueRows.Message(statement)));
        return [.. messages.Select(message => new QueueEntry(message.Message, Recipients(database, message.Row, message.Message.Id)))];
    }

    public static IReadOnlyList<QueueDestination> Destinations(SqliteDatabase database)
    {
        var found = new List<QueueDestination>();
        var statement = database.Statement(
            "SELECT destination, MIN(due_ms), COUNT(*) FROM recipient WHERE state = 0 AND held = 0 GROUP BY destination");
        while (statement.Step())
            found.Add(new(statement.Text(0), QueueRows.Time(statement.Int64(1)), statement.Int32(2)));
        return found;
    }

    public static IReadOnlyList<QueueEntry> Due(SqliteDatabase database, DueQuestion question)
    {
        var rows = DueRows(database, question);
        var found = new List<QueueEntry>(rows.Count);
        foreach (var row in rows)
        {
            QueueMessage message;
            var statement = database.Statement("SELECT " + QueueRows.MessageColumns + " FROM message m WHERE m.row = ?1").Bind(1, row);
            using (statement.Rows())
            {
                if (!statement.Step())
                    continue;
                message = QueueRows.Message(statement);
            }

            found.Add(new(message, DueRecipients(database, row, message.Id, question)));
        }

        return found;
    }

    public static DateTimeOffset? NextDue(SqliteDatabase database, string destination, IReadOnlySet<QueueId> except)
    {
        DateTimeOffset? next = null;
        foreach (var rank in Ranks(database, destination))
        {
            var statement = database.Statement(
                "SELECT r.due_ms, m.id FROM recipient r JOIN message m ON m.row = r.message "
                + "WHERE r.destination = ?1 AND r.rank = ?2 AND r.state = 0 AND r.held = 0 ORDER BY r.due_ms")
                .Bind(1, destination).Bind(2, rank);
            using (statement.Rows())
            {
                while (statement.Step())
                {
                    if (except.Contains(new(statement.Bits128(1))))
                        continue;
                    var due = QueueRows.Time(statement.Int64(0));
                    next = next is null || due < next ? due : next;
                    break;
                }
            }
        }

        return next;
    }

    /// <summary>The content in the database; null when there is none.</summary>
    public static byte[]? Blob(SqliteDatabase database, QueueId id)
    {
        var statement = database.Statement("SELECT c.blob FROM message m JOIN content c ON c.message = m.row WHERE m.id = ?1").Bind(1, id.Value);
        using (statement.Rows())
            return statement.Step() ? statement.Blob(0).ToArray() : null;
    }

    /// <summary>The messages whose content is in a file.</summary>
    public static HashSet<QueueId> InFiles(SqliteDatabase database)
    {
        var found = new HashSet<QueueId>();
        var statement = database.Statement("SELECT id FROM message WHERE NOT EXISTS (SELECT 1 FROM content WHERE message = row)");
        while (statement.Step())
            found.Add(new(statement.Bits128(0)));
        return found;
    }

    private static List<long> DueRows(SqliteDatabase database, DueQuestion question)
    {
        var rows = new List<long>();
        foreach (var rank in Ranks(database, question.Destination))
        {
            var statement = database.Statement(
                "SELECT r.message, m.id FROM recipient r JOIN message m ON m.row = r.message "
                + "WHERE r.destination = ?1 AND r.rank = ?2 AND r.due_ms <= ?3 AND r.state = 0 AND r.held = 0 ORDER BY r.due_ms")
                .Bind(1, question.Destination).Bind(2, rank).Bind(3, QueueRows.Milliseconds(question.Now));
            using (statement.Rows())
            {
                while (rows.Count < question.Messages && statement.Step())
                {
                    var row = statement.Int64(0);
                    if (!rows.Contains(row) && !question.Except.Contains(new(statement.Bits128(1))))
                        rows.Add(row);
                }
            }

            if (rows.Count >= question.Messages)
                break;
        }

        return rows;
    }

    // The few priorities in use, most urgent first: a step into the index for each.
    private static List<long> Ranks(SqliteDatabase database, string destination)
    {
        var ranks = new List<long>(1);
        var last = long.MinValue;
        while (true)
        {
            var statement = database.Statement(
                "SELECT rank FROM recipient WHERE destination = ?1 AND rank > ?2 AND state = 0 AND held = 0 ORDER BY rank LIMIT 1")
                .Bind(1, destination).Bind(2, last);
            using (statement.Rows())
            {
                if (!statement.Step())
                    return ranks;
                last = statement.Int64(0);
                ranks.Add(last);
            }
        }
    }

    private static ImmutableArray<QueueRecipient> Recipients(SqliteDatabase database, long row, QueueId id)
    {
        var found = ImmutableArray.CreateBuilder<QueueRecipient>();
        var statement = database.Statement("SELECT " + QueueRows.RecipientColumns + " FROM recipient WHERE message = ?1 ORDER BY number").Bind(1, row);
        while (statement.Step())
            found.Add(QueueRows.Recipient(statement, id));
        return found.ToImmutable();
    }

    private static ImmutableArray<QueueRecipient> DueRecipients(SqliteDatabase database, long row, QueueId id, DueQuestion question)
    {
        var found = ImmutableArray.CreateBuilder<QueueRecipient>();
        var statement = database.Statement(
            "SELECT " + QueueRows.RecipientColumns + " FROM recipient WHERE message = ?1 AND destination = ?2 AND state = 0 AND held = 0 AND due_ms <= ?3 "
            + "ORDER BY number LIMIT ?4")
            .Bind(1, row).Bind(2, question.Destination).Bind(3, QueueRows.Milliseconds(question.Now)).Bind(4, (long)question.Recipients);
        while (statement.Step())
            found.Add(QueueRows.Recipient(statement, id));
        return found.ToImmutable();
    }

    /// <summary>What is asked of what is due.</summary>
    internal sealed record DueQuestion(string Destination, DateTimeOffset Now, IReadOnlySet<QueueId> Except, int Messages, int Recipients);
}
