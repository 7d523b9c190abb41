using System.Globalization;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>Verifies the queue's rows against each other and against the contents, on one moment of the queue.</summary>
internal static class QueueCheck
{
    /// <summary>Questions whose every answer is something wrong: a message, where there is one, and a problem.</summary>
    private static readonly string[] Questions =
    [
        "SELECT NULL, 'recipient ' || r.address || ' is of a message that is not there' FROM recipient r WHERE r.message NOT IN (SELECT row FROM message)",
        "SELECT NULL, 'content ' || c.message || ' is of a message that is not there' FROM content c WHERE c.message NOT IN (SELECT row FROM message)",
        "SELECT m.id, 'has no recipients' FROM message m WHERE NOT EXISTS (SELECT 1 FROM recipient r WHERE r.message = m.row)",
        "SELECT m.id, 'has recipients, of which none waits' FROM message m WHERE EXISTS (SELECT 1 FROM recipient r WHERE r.message = m.row) AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.message = m.row AND (r.state = 0 OR r.state NOT BETWEEN 0 AND 4))",
        "SELECT m.id, 'recipient ' || r.address || ' is in state ' || r.state || ', which is none' FROM recipient r JOIN message m ON m.row = r.message WHERE r.state NOT BETWEEN 0 AND 4",
        "SELECT m.id, 'recipient ' || r.address || CASE r.held WHEN 0 THEN ' is not held as its message is' ELSE ' is held and its message is not' END FROM recipient r JOIN message m ON m.row = r.message WHERE r.held <> m.held",
        "SELECT m.id, 'recipient ' || r.address || ' has not the urgency of its message' FROM recipient r JOIN message m ON m.row = r.message WHERE r.rank <> -ifnull(m.priority, 0)",
        "SELECT m.id, 'recipient ' || r.number || ' has no address' FROM recipient r JOIN message m ON m.row = r.message WHERE r.address = '' OR r.destination = ''",
        "SELECT m.id, 'its content has ' || (length(c.blob) - 16) || ' octets, not ' || m.length FROM message m JOIN content c ON c.message = m.row WHERE length(c.blob) <> m.length + 16",
    ];

    /// <summary>Looks through the queue.</summary>
    /// <param name="database">A connection of its own.</param>
    /// <param name="fileOf">Where the content of a message is that is not in the database.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static IReadOnlyList<ConsistencyFinding> Run(SqliteDatabase database, Func<QueueId, string> fileOf, CancellationToken cancellationToken)
    {
        var findings = new List<ConsistencyFinding>();
        var unmarked = 0;
        List<(QueueId Id, long Length)> files;
        database.BeginRead();
        try
        {
            using (var integrity = database.Prepare("PRAGMA integrity_check"))
            {
                while (integrity.Step())
                {
                    if (integrity.Text(0) is not "ok" and var problem)
                        findings.Add(new("database", problem));
                }
            }

            foreach (var question in Questions)
            {
                using var answers = database.Prepare(question);
                while (answers.Step())
                    findings.Add(new(answers.IsNull(0) ? "rows" : Subject(new(answers.Bits128(0))), answers.Text(1)));
            }

            files = Contents(database, findings, ref unmarked, cancellationToken);
        }
        finally
        {
            database.Rollback();
        }

        foreach (var (id, length) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What went out meanwhile took its file with it; the row is asked again, for it goes first.
            if (InFile(fileOf(id), length, ref unmarked) is { } problem && QueueRows.Find(database, id) is not null)
                findings.Add(new(Subject(id), problem));
        }

        if (unmarked > 0)
            findings.Add(new("contents", string.Create(CultureInfo.InvariantCulture, $"{unmarked} were stored before there were checksums, and not compared"), IsDamage: false));
        return findings;
    }

    private static List<(QueueId Id, long Length)> Contents(SqliteDatabase database, List<ConsistencyFinding> findings, ref int unmarked, CancellationToken cancellationToken)
    {
        var files = new List<(QueueId, long)>();
        using var rows = database.Prepare("SELECT m.id, m.length, c.blob FROM message m LEFT JOIN content c ON c.message = m.row ORDER BY m.row");
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = new QueueId(rows.Bits128(0));
            if (rows.IsNull(2))
            {
                files.Add((id, rows.Int64(1)));
                continue;
            }

            try
            {
                BlobEnvelope.OpenCompared(rows.Blob(2));
                if (BlobEnvelope.Checksum(rows.Blob(2)) is null)
                    unmarked++;
            }
            catch (StorageUnavailableException)
            {
                findings.Add(new(Subject(id), "its content is not as it was written"));
            }
        }

        return files;
    }

    private static string? InFile(string path, long length, ref int unmarked)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (RandomAccess.GetLength(file) != length + BlobEnvelope.Length)
                return "its file has another length";
            if (!StoredFile.IsAsWritten(file, new byte[1 << 16], out var isMarked))
                return "its content is not as it was written";
            if (!isMarked)
                unmarked++;
            return null;
        }
        catch (FileNotFoundException)
        {
            return "its content is missing";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "its file cannot be read: " + exception.Message;
        }
    }

    private static string Subject(QueueId id) => $"message {id}";
}
