using System.Globalization;
using Culver.Mime;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Verifies an account's rows against each other, against the digests and against its files, on one moment of the account.</summary>
internal static class ConsistencyCheck
{
    /// <summary>Questions whose every answer is something wrong: a subject and a problem.</summary>
    private static readonly string[] Questions =
    [
        """
        SELECT 'mailbox ' || b.name, 'counters say ' || b.messages || '/' || b.unseen || '/' || b.deleted || '/' || b.bytes
            || ' (messages/unseen/deleted/bytes), rows say ' || t.messages || '/' || t.unseen || '/' || t.deleted || '/' || t.bytes
          FROM (SELECT m.key, m.name, m.messages, m.unseen, m.deleted, m.bytes FROM mailbox m WHERE removed = 0) b
          JOIN (SELECT m.key AS key, count(r.uid) AS messages, ifnull(sum(r.flags & 1 = 0), 0) AS unseen, ifnull(sum(r.flags & 8 <> 0), 0) AS deleted,
              ifnull(sum(r.size), 0) AS bytes FROM mailbox m LEFT JOIN mailbox_message r ON r.mailbox = m.key GROUP BY m.key) t ON t.key = b.key
          WHERE (b.messages, b.unseen, b.deleted, b.bytes) <> (t.messages, t.unseen, t.deleted, t.bytes)
        """,
        "SELECT 'mailbox ' || b.name, 'UID ' || r.uid || ' is not below UIDNEXT ' || b.uid_next FROM mailbox_message r JOIN mailbox b ON b.key = r.mailbox WHERE r.uid >= b.uid_next OR r.uid < 1",
        "SELECT 'mailbox ' || b.name, 'UID ' || r.uid || ' has ModSeq ' || r.modseq || ' above HIGHESTMODSEQ ' || b.modseq FROM mailbox_message r JOIN mailbox b ON b.key = r.mailbox WHERE b.removed = 0 AND (r.modseq > b.modseq OR r.modseq < 1)",
        "SELECT 'mailbox ' || name, 'ModSeq ' || properties_modseq || ' is above the account''s' FROM mailbox WHERE removed = 0 AND properties_modseq > (SELECT max(modseq, (SELECT max(modseq) FROM mailbox)) FROM account)",
        "SELECT 'mailbox ' || name, 'UIDVALIDITY ' || uid_validity || ' was never given out' FROM mailbox WHERE uid_validity > (SELECT uid_validity FROM account) OR uid_validity < 1",
        "SELECT 'mailbox ' || b.name, 'UID ' || r.uid || ' is recorded as expunged and is there' FROM expunged e JOIN mailbox b ON b.key = e.mailbox JOIN mailbox_message r ON r.mailbox = e.mailbox AND r.uid BETWEEN e.first AND e.last",
        "SELECT 'mailbox ' || b.name, 'an expunge has ModSeq ' || e.modseq || ' above HIGHESTMODSEQ ' || b.modseq FROM expunged e JOIN mailbox b ON b.key = e.mailbox WHERE b.removed = 0 AND e.modseq > b.modseq",
        "SELECT 'rows', 'mailbox ' || r.mailbox || ' does not exist and has messages' FROM mailbox_message r LEFT JOIN mailbox b ON b.key = r.mailbox WHERE b.key IS NULL GROUP BY r.mailbox",
        "SELECT 'mailbox ' || b.name, 'UID ' || r.uid || ' shows a message that is not there' FROM mailbox_message r JOIN mailbox b ON b.key = r.mailbox LEFT JOIN message m ON m.key = r.message WHERE m.key IS NULL",
        "SELECT 'mailbox ' || b.name, 'UID ' || r.uid || ' has another size than its message' FROM mailbox_message r JOIN mailbox b ON b.key = r.mailbox JOIN message m ON m.key = r.message WHERE m.size <> r.size",
        "SELECT 'message ' || m.key, 'its content is missing' FROM message m LEFT JOIN content c ON c.message = m.key WHERE m.in_file = 0 AND c.message IS NULL",
        "SELECT 'message ' || m.key, 'its content has ' || (length(c.bytes) - 16) || ' octets, not ' || m.size FROM message m JOIN content c ON c.message = m.key WHERE length(c.bytes) <> m.size + 16",
        "SELECT 'content ' || c.message, 'no message has it' FROM content c LEFT JOIN message m ON m.key = c.message WHERE m.key IS NULL",
        "SELECT 'message ' || m.key, 'its key was never given out' FROM message m WHERE m.key >= (SELECT next_message FROM account)",
        """
        SELECT 'message ' || m.key, 'has ' || ifnull(r.n, 0) || ' rows, counted are ' || (CASE WHEN u.message IS NULL THEN 1 ELSE 0 END + ifnull(s.extra, 0))
          FROM message m
          LEFT JOIN (SELECT message, count(*) AS n FROM mailbox_message GROUP BY message) r ON r.message = m.key
          LEFT JOIN shared s ON s.message = m.key
          LEFT JOIN unlinked u ON u.message = m.key
          WHERE ifnull(r.n, 0) <> CASE WHEN u.message IS NULL THEN 1 ELSE 0 END + ifnull(s.extra, 0)
        """,
    ];

    public static IReadOnlyList<ConsistencyFinding> Run(SqliteDatabase database, AccountSurroundings surroundings)
    {
        var findings = new List<ConsistencyFinding>();
        using (var integrity = database.Prepare("PRAGMA integrity_check"))
        {
            while (integrity.Step())
            {
                if (integrity.Text(0) is not "ok" and var problem)
                    findings.Add(new("database", problem));
            }
        }

        // A connection that only reads may have this one table of its own.
        database.Execute("PRAGMA query_only = 0");
        findings.AddRange(UnpackedRows.Unpack(database));
        foreach (var question in Questions)
        {
            using var answers = database.Prepare(question);
            while (answers.Step())
                findings.Add(new(answers.Text(0), answers.Text(1)));
        }

        UnpackedRows.End(database, isChanged: false);
        database.Execute("PRAGMA query_only = 1");
        Digests(database, findings);
        ThreadCheck.Run(database, findings);
        Files(database, surroundings, findings);
        return findings;
    }

    private static void Digests(SqliteDatabase database, List<ConsistencyFinding> findings)
    {
        using var rows = database.Prepare("SELECT key, size, digest FROM message");
        while (rows.Step())
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"message {rows.Int64(0)}");
            try
            {
                if (!DigestView.TryRead(BlobEnvelope.OpenCompared(rows.Blob(2)), out var digest))
                    findings.Add(new(subject, "its digest cannot be read"));
                else if (digest.Size != rows.Int64(1))
                    findings.Add(new(subject, "its digest is of another length"));
            }
            catch (StorageUnavailableException exception)
            {
                findings.Add(new(subject, exception.Message));
            }
        }
    }

    private static void Files(SqliteDatabase database, AccountSurroundings surroundings, List<ConsistencyFinding> findings)
    {
        // The rows are of one moment and the folder is not: a file younger than them all may belong to a message stored meanwhile.
        var known = new HashSet<string>(StringComparer.Ordinal);
        using (var rows = database.Prepare("SELECT key, email, size FROM message WHERE in_file = 1"))
        {
            while (rows.Step())
            {
                var email = new EmailId(rows.Bits128(1));
                known.Add(email.ToString());
                var file = new FileInfo(surroundings.ContentFile(email));
                var subject = string.Create(CultureInfo.InvariantCulture, $"message {rows.Int64(0)}");
                if (!file.Exists)
                    findings.Add(new(subject, "its file is missing"));
                else if (file.Length != rows.Int64(2) + BlobEnvelope.Length)
                    findings.Add(new(subject, "its file has another length"));
            }
        }

        var newest = known.Max(StringComparer.Ordinal);
        foreach (var path in System.IO.Directory.EnumerateFiles(surroundings.Content))
        {
            var name = Path.GetFileName(path);
            if (!known.Contains(name) && string.CompareOrdinal(name, newest) < 0)
                findings.Add(new($"file {name}", "no message has it"));
        }
    }
}
