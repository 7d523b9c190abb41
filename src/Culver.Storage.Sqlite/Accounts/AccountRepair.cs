using System.Globalization;
using Culver.Mime;
using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Files;
using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Mends an account nobody has open. Rules it upholds: what can be computed again is, from what it is computed from; content that nothing shows
/// is shown again, in a mailbox of its own; no content is removed, nor a row that content may still come back to; numbers only grow; all of it is one
/// transaction. What cannot be mended is left for the check to name.
/// </summary>
internal sealed class AccountRepair
{
    /// <summary>The mailbox that gets what no mailbox shows.</summary>
    public const string Recovered = "Recovered";

    // Each computes something again; what it changes is told by its words. In this order: later ones rest on earlier ones.
    private static readonly (string Words, string Script)[] Computed =
    [
        ("sizes of rows were those of their messages again", "UPDATE mailbox_message SET size = (SELECT m.size FROM message m WHERE m.key = message) WHERE EXISTS (SELECT 1 FROM message m WHERE m.key = message AND m.size <> mailbox_message.size)"),
        ("messages are in mailboxes and were taken for removed", "DELETE FROM unlinked WHERE message IN (SELECT message FROM mailbox_message) OR message NOT IN (SELECT key FROM message)"),
        ("counts of copies were wrong", "DELETE FROM shared WHERE extra <> (SELECT count(*) FROM mailbox_message r WHERE r.message = shared.message) - CASE WHEN EXISTS (SELECT 1 FROM unlinked u WHERE u.message = shared.message) THEN 0 ELSE 1 END"),
        ("counts of copies were missing", "INSERT INTO shared (message, extra) SELECT message, count(*) - 1 FROM mailbox_message GROUP BY message HAVING count(*) > 1 ON CONFLICT DO NOTHING"),
        ("records of expunges named what is there; their mailboxes tell clients to look at everything once", "UPDATE mailbox SET vanished_floor = modseq WHERE key IN (SELECT e.mailbox FROM expunged e JOIN mailbox_message r ON r.mailbox = e.mailbox AND r.uid BETWEEN e.first AND e.last)"),
        ("", "DELETE FROM expunged WHERE EXISTS (SELECT 1 FROM mailbox_message r WHERE r.mailbox = expunged.mailbox AND r.uid BETWEEN expunged.first AND expunged.last)"),
        ("mailboxes had a UIDNEXT that was given out", "UPDATE mailbox SET uid_next = (SELECT max(uid) + 1 FROM mailbox_message r WHERE r.mailbox = key) WHERE uid_next <= (SELECT max(uid) FROM mailbox_message r WHERE r.mailbox = key)"),
        ("mailboxes had a HIGHESTMODSEQ below what is in them", "UPDATE mailbox SET modseq = max(modseq, (SELECT ifnull(max(modseq), 0) FROM mailbox_message r WHERE r.mailbox = key), (SELECT ifnull(max(modseq), 0) FROM expunged e WHERE e.mailbox = key)) WHERE removed = 0 AND (modseq < (SELECT max(modseq) FROM mailbox_message r WHERE r.mailbox = key) OR modseq < (SELECT max(modseq) FROM expunged e WHERE e.mailbox = key))"),
        ("the account had given out a lower ModSeq than is there", "UPDATE account SET modseq = (SELECT max(max(modseq), max(properties_modseq)) FROM mailbox) WHERE modseq < (SELECT max(properties_modseq) FROM mailbox)"),
        ("the account had given out a lower UIDVALIDITY than is there", "UPDATE account SET uid_validity = (SELECT max(uid_validity) FROM mailbox) WHERE uid_validity < (SELECT max(uid_validity) FROM mailbox)"),
        ("the account had given out a lower key than is there", "UPDATE account SET next_message = (SELECT max(key) + 1 FROM message) WHERE next_message <= (SELECT max(key) FROM message)"),
    ];

    private const string Counters =
        """
        UPDATE mailbox SET (messages, unseen, deleted, bytes) =
          (SELECT count(*), ifnull(sum(r.flags & 1 = 0), 0), ifnull(sum(r.flags & 8 <> 0), 0), ifnull(sum(r.size), 0) FROM mailbox_message r WHERE r.mailbox = key)
          WHERE removed = 0 AND (messages, unseen, deleted, bytes) <>
          (SELECT count(*), ifnull(sum(r.flags & 1 = 0), 0), ifnull(sum(r.flags & 8 <> 0), 0), ifnull(sum(r.size), 0) FROM mailbox_message r WHERE r.mailbox = key)
        """;

    private readonly List<ConsistencyFinding> _mended = [];
    private readonly AccountSurroundings _surroundings;
    private readonly SqliteDatabase _database;

    private AccountRepair(SqliteDatabase database, AccountSurroundings surroundings)
    {
        _database = database;
        _surroundings = surroundings;
    }

    /// <summary>Mends what can be mended.</summary>
    /// <returns>What was.</returns>
    public static IReadOnlyList<ConsistencyFinding> Run(SqliteDatabase database, AccountSurroundings surroundings)
    {
        var repair = new AccountRepair(database, surroundings);
        if (database.Scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0) > 0)
        {
            // An index is made again from its table; a table that is damaged is not touched.
            database.Execute("REINDEX");
            if (database.Scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", 0) > 0)
                return [];
            repair.Say("database", "its indexes were made again");
        }

        database.Begin();
        try
        {
            foreach (var damaged in UnpackedRows.Unpack(database))
                repair.Say(damaged.Subject, "what could be read of a damaged pack of rows was written anew");
            repair.Mend();
            UnpackedRows.End(database, isChanged: repair._mended.Count > 0);
            database.Commit();
        }
        catch
        {
            database.Rollback();
            throw;
        }

        return repair._mended;
    }

    private void Mend()
    {
        if (!System.IO.Directory.Exists(_surroundings.Content))
        {
            DurableFiles.CreateFolder(_surroundings.Content);
            Say("content", "its folder was made again");
        }

        foreach (var (key, email) in Keys("SELECT key, email FROM message WHERE in_file = 1 AND EXISTS (SELECT 1 FROM content c WHERE c.message = key)"))
        {
            if (!File.Exists(_surroundings.ContentFile(email)))
                Change($"message {key}", "its content lies in the database", "UPDATE message SET in_file = 0 WHERE key = ?", key);
        }

        foreach (var key in Keys("SELECT c.message, NULL FROM content c LEFT JOIN message m ON m.key = c.message WHERE m.key IS NULL"))
            Describe(key.Key, _surroundings.Ids.NewEmailId(), isInFile: false, isNew: true);
        foreach (var path in System.IO.Directory.EnumerateFiles(_surroundings.Content))
            Adopt(path);
        foreach (var (key, email) in Unreadable())
            Describe(key, email, _database.Scalar($"SELECT in_file FROM message WHERE key = {key}", 0) == 1, isNew: false);
        DropEmptyRows();
        foreach (var (words, script) in Computed)
            Compute(words, script);
        Show();
        Compute("counters were counted again", Counters);
        foreach (var words in ThreadCheck.Mend(_database))
            Say("threads", words);
        if (_mended.Count > 0)
            TextForget();
    }

    // A row without a message, whose content is not here either: there is nothing to show, and clients are told that it is gone.
    private void DropEmptyRows()
    {
        const string Empty = "message NOT IN (SELECT key FROM message)";
        foreach (var (mailbox, _) in Keys($"SELECT DISTINCT mailbox, NULL FROM mailbox_message WHERE {Empty}"))
        {
            _database.Execute(Text($"UPDATE account SET modseq = 1 + max(modseq, (SELECT max(modseq) FROM mailbox))"));
            _database.Execute(Text($"INSERT INTO expunged (mailbox, modseq, first, last) SELECT mailbox, (SELECT modseq FROM account), uid, uid FROM mailbox_message WHERE mailbox = {mailbox} AND {Empty}"));
            _database.Execute(Text($"UPDATE mailbox SET modseq = (SELECT modseq FROM account), uid_next = max(uid_next, 1 + (SELECT max(uid) FROM mailbox_message WHERE mailbox = {mailbox})) WHERE key = {mailbox}"));
            Compute("rows showed messages that are not there and have no content", Text($"DELETE FROM mailbox_message WHERE mailbox = {mailbox} AND {Empty}"));
        }
    }

    /// <summary>Shows, in a mailbox of its own, what lies in a mailbox that is not there, and what no mailbox has and nobody removed.</summary>
    private void Show()
    {
        var lost = Keys(
            """
            SELECT key, email FROM message WHERE key NOT IN (SELECT message FROM unlinked)
              AND key NOT IN (SELECT r.message FROM mailbox_message r JOIN mailbox b ON b.key = r.mailbox)
            """);
        var work = new AccountWork(_database, MailboxRows.Load(_database), _surroundings);
        if (lost.Count > 0)
        {
            var name = MailboxName.Parse(Recovered);
            if (!work.Tree.TryGet(name, out var mailbox))
            {
                MailboxOperations.Apply(work, new CreateMailboxWrite(name, SpecialUse.None));
                MailboxOperations.Apply(work, new SubscribeWrite(name, subscribed: true));
                mailbox = work.Tree.ByName[name];
            }

            var now = _surroundings.Time.GetUtcNow();
            var modSeq = work.NextModSeq();
            var uid = mailbox.UidNext.Value;
            foreach (var (key, _) in lost)
            {
                var size = _database.Scalar(Text($"SELECT size FROM message WHERE key = {key}"), 0);
                UnpackedRows.Insert(_database, work.KeyOf(mailbox.Id), new(new(uid++), modSeq, default, ZonedTime.From(now).Packed, now.ToUnixTimeSeconds(), size, key));
                _database.Execute(Text($"DELETE FROM shared WHERE message = {key}"));
                Say(Text($"message {key}"), $"no mailbox had it; it is in {Recovered}");
            }

            work.Set(mailbox with { UidNext = new(uid), HighestModSeq = modSeq });
            work.Flush();
        }

        Compute("rows were in mailboxes that are not there", "DELETE FROM mailbox_message WHERE mailbox NOT IN (SELECT key FROM mailbox)");
    }

    /// <summary>A file that no message has becomes one.</summary>
    private void Adopt(string path)
    {
        if (!EmailId.TryParse(Path.GetFileName(path), out var email))
            return;
        var known = _database.Statement("SELECT 1 FROM message WHERE email = ?").Bind(1, email.Value);
        using (known.Rows())
        {
            if (known.Step())
                return;
        }

        _database.Execute("UPDATE account SET next_message = max(next_message, ifnull((SELECT max(key) FROM message), 0) + 1)");
        var key = _database.Scalar("SELECT next_message FROM account", 1);
        if (Describe(key, email, isInFile: true, isNew: true))
            _database.Execute("UPDATE account SET next_message = next_message + 1");
    }

    /// <summary>Writes anew what is known of a message, from its content.</summary>
    private bool Describe(long key, EmailId email, bool isInFile, bool isNew)
    {
        var scan = new MessageScanner();
        if (!(isInFile ? ScanFile(email, scan) : ScanInline(key, scan)))
            return false;
        var digest = scan.Complete();
        var blob = BlobEnvelope.Around(digest.Bytes.Span);
        if (isNew)
        {
            _database.Statement("INSERT INTO message (key, email, thread, size, saved, in_file, digest) VALUES (?, ?, ?, ?, ?, ?, ?)")
                .Bind(1, key).Bind(2, email.Value).Bind(3, _surroundings.Ids.NewThreadId().Value).Bind(4, digest.Size)
                .Bind(5, _surroundings.Time.GetUtcNow().ToUnixTimeSeconds()).Bind(6, isInFile ? 1L : 0L).Bind(7, blob).Run();
        }
        else
        {
            _database.Statement("UPDATE message SET size = ?, digest = ? WHERE key = ?").Bind(1, digest.Size).Bind(2, blob).Bind(3, key).Run();
        }

        Say(Text($"message {key}"), isNew ? "was made again from its content" : "its size and digest were made again from its content");
        return true;
    }

    private bool ScanInline(long key, MessageScanner scan)
    {
        var row = _database.Statement("SELECT bytes FROM content WHERE message = ?").Bind(1, key);
        using (row.Rows())
        {
            if (!row.Step() || !IsWhole(row.Blob(0), row.Blob(0).Length))
                return false;
            scan.Write(row.Blob(0)[BlobEnvelope.Length..]);
            return true;
        }
    }

    private bool ScanFile(EmailId email, MessageScanner scan)
    {
        if (!File.Exists(_surroundings.ContentFile(email)))
            return false;
        using var file = File.OpenHandle(_surroundings.ContentFile(email));
        var buffer = new byte[1 << 16];
        var read = RandomAccess.Read(file, buffer, 0);
        if (!IsWhole(buffer.AsSpan(0, read), RandomAccess.GetLength(file)))
            return false;
        scan.Write(buffer.AsSpan(BlobEnvelope.Length, read - BlobEnvelope.Length));
        for (var at = (long)read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            scan.Write(buffer.AsSpan(0, read));
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> start, long length)
    {
        try
        {
            return BlobEnvelope.Read(start) == length - BlobEnvelope.Length;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Messages whose digest cannot be read, or is not of the size of the message or of its content.</summary>
    private List<(long Key, EmailId Email)> Unreadable()
    {
        var found = new List<(long, EmailId)>();
        using var rows = _database.Prepare("SELECT key, email, size, digest, ifnull((SELECT length(bytes) - 16 FROM content c WHERE c.message = key), -1), in_file FROM message");
        while (rows.Step())
        {
            var email = new EmailId(rows.Bits128(1));
            var size = rows.Int64(2);
            var stored = rows.Int64(5) == 0 ? rows.Int64(4) : new FileInfo(_surroundings.ContentFile(email)) is { Exists: true } file ? file.Length - BlobEnvelope.Length : -1;
            if (!IsDigest(rows.Blob(3), size) || (stored >= 0 && stored != size))
                found.Add((rows.Int64(0), email));
        }

        return found;
    }

    private static bool IsDigest(ReadOnlySpan<byte> blob, long size)
    {
        try
        {
            return DigestView.TryRead(BlobEnvelope.OpenCompared(blob), out var digest) && digest.Size == size;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private void TextForget() => Search.TextSchema.TryDelete(Path.Combine(_surroundings.Folder, Search.TextSchema.FileName));

    private void Compute(string words, string script)
    {
        var before = _database.TotalChanges;
        _database.Execute(script);
        if (_database.TotalChanges - before is > 0 and var changed && words.Length > 0)
            Say("rows", Text($"{changed}: {words}"));
    }

    private void Change(string subject, string words, string sql, long key)
    {
        _database.Statement(string.Intern(sql)).Bind(1, key).Run();
        Say(subject, words);
    }

    private List<(long Key, EmailId Email)> Keys(string sql)
    {
        var found = new List<(long, EmailId)>();
        using var rows = _database.Prepare(sql);
        while (rows.Step())
            found.Add((rows.Int64(0), rows.IsNull(1) ? default : new EmailId(rows.Bits128(1))));
        return found;
    }

    private void Say(string subject, string words) => _mended.Add(new(subject, words));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
