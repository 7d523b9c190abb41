using Culver.Storage.Queue;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Queue;

/// <summary>Between rows and records.</summary>
internal static class QueueRows
{
    /// <summary>The columns <see cref="Message"/> reads, after the row's number.</summary>
    public const string MessageColumns =
        "m.row, m.id, m.reverse_path, m.arrived_ms, m.expires_ms, m.length, m.traits, m.hops, m.body, m.smtp_utf8, m.require_tls, m.envelope_id, "
        + "m.return_part, m.by_ms, m.by_mode, m.by_trace, m.priority, m.account, m.held, m.future_release";

    /// <summary>The columns <see cref="Recipient"/> reads.</summary>
    public const string RecipientColumns =
        "number, address, destination, notify, original, state, attempts, due_ms, last_ms, server, reply, status, delay_told";

    public static QueueMessage Message(SqliteStatement row) => new()
    {
        Id = new(row.Bits128(1)),
        ReversePath = TextOrNull(row, 2),
        ArrivedAt = Time(row.Int64(3)),
        ExpiresAt = Time(row.Int64(4)),
        Length = row.Int64(5),
        Traits = (ContentTraits)row.Int32(6),
        Hops = row.Int32(7),
        Body = (QueueBody)row.Int32(8),
        SmtpUtf8 = row.Int32(9) != 0,
        RequireTls = row.Int32(10) != 0,
        EnvelopeId = TextOrNull(row, 11),
        Return = (DsnReturn)row.Int32(12),
        DeliverBy = row.IsNull(13) ? null : new(Time(row.Int64(13)), (DeliverByMode)row.Int32(14), row.Int32(15) != 0),
        Priority = row.IsNull(16) ? null : row.Int32(16),
        Account = row.IsNull(17) ? null : new AccountId(row.Bits128(17)),
        IsHeld = row.Int32(18) != 0,
        FutureRelease = TextOrNull(row, 19),
    };

    public static QueueRecipient Recipient(SqliteStatement row, QueueId message) => new()
    {
        Message = message,
        Number = row.Int32(0),
        Address = row.Text(1),
        Destination = row.Text(2),
        Notify = (DsnNotify)row.Int32(3),
        OriginalRecipient = TextOrNull(row, 4),
        State = (RecipientState)row.Int32(5),
        Attempts = row.Int32(6),
        DueAt = Time(row.Int64(7)),
        LastAttemptAt = row.IsNull(8) ? null : Time(row.Int64(8)),
        LastServer = TextOrNull(row, 9),
        LastReply = TextOrNull(row, 10),
        LastStatus = TextOrNull(row, 11),
        DelayTold = row.Int32(12) != 0,
    };

    /// <summary>Adds a message and its recipients; false when its id is taken.</summary>
    public static bool Insert(SqliteDatabase database, NewQueueEntry entry, bool isInFile, out long row)
    {
        var message = entry.Message;
        database.Statement(
            "INSERT INTO message (id, reverse_path, arrived_ms, expires_ms, length, traits, hops, body, smtp_utf8, require_tls, envelope_id, return_part, "
            + "by_ms, by_mode, by_trace, priority, account, held, future_release) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) "
            + "ON CONFLICT (id) DO NOTHING")
            .Bind(1, message.Id.Value).Bind(2, message.ReversePath)
            .Bind(3, Milliseconds(message.ArrivedAt)).Bind(4, Milliseconds(message.ExpiresAt))
            .Bind(5, entry.Content.Length).Bind(6, (long)entry.Content.Traits).Bind(7, (long)entry.Content.Hops)
            .Bind(8, (long)message.Body).Bind(9, message.SmtpUtf8 ? 1L : 0).Bind(10, message.RequireTls ? 1L : 0)
            .Bind(11, message.EnvelopeId).Bind(12, (long)message.Return)
            .BindOrNull(13, message.DeliverBy is { } by ? Milliseconds(by.Time) : null)
            .Bind(14, (long)(message.DeliverBy?.Mode ?? DeliverByMode.Return)).Bind(15, message.DeliverBy is { Trace: true } ? 1L : 0)
            .BindOrNull(16, message.Priority)
            .BindAccount(17, message.Account).Bind(18, message.IsHeld ? 1L : 0).Bind(19, message.FutureRelease)
            .Run();
        row = database.LastInsertRowId;
        if (database.Changes == 0)
            return false;
        if (!isInFile)
        {
            database.Statement("INSERT INTO content (message, blob) VALUES (?1, ?2)")
                .Bind(1, row).Bind(2, ((QueueContent)entry.Content).Blob).Run();
        }

        foreach (var recipient in entry.Recipients)
        {
            database.Statement(
                "INSERT INTO recipient (message, number, address, destination, notify, original, state, held, rank, attempts, due_ms, last_ms, server, "
                + "reply, status, delay_told) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
                .Bind(1, row).Bind(2, (long)recipient.Number).Bind(3, recipient.Address).Bind(4, recipient.Destination)
                .Bind(5, (long)recipient.Notify).Bind(6, recipient.OriginalRecipient).Bind(7, (long)recipient.State)
                .Bind(8, message.IsHeld ? 1L : 0)
                // RFC 6710 §5: what has a higher priority goes first.
                .Bind(9, (long)-(message.Priority ?? 0))
                .Bind(10, (long)recipient.Attempts).Bind(11, Milliseconds(recipient.DueAt))
                .BindOrNull(12, recipient.LastAttemptAt is { } last ? Milliseconds(last) : null)
                .Bind(13, recipient.LastServer).Bind(14, recipient.LastReply).Bind(15, recipient.LastStatus)
                .Bind(16, recipient.DelayTold ? 1L : 0)
                .Run();
        }

        return true;
    }

    /// <summary>Brings a recipient up to date.</summary>
    public static void Update(SqliteDatabase database, long row, QueueRecipient recipient) => database.Statement(
        "UPDATE recipient SET state = ?3, attempts = ?4, due_ms = ?5, last_ms = ?6, server = ?7, reply = ?8, status = ?9, delay_told = ?10, destination = ?11 "
        + "WHERE message = ?1 AND number = ?2")
        .Bind(1, row).Bind(2, (long)recipient.Number).Bind(3, (long)recipient.State).Bind(4, (long)recipient.Attempts)
        .Bind(5, Milliseconds(recipient.DueAt)).BindOrNull(6, recipient.LastAttemptAt is { } last ? Milliseconds(last) : null)
        .Bind(7, recipient.LastServer).Bind(8, recipient.LastReply).Bind(9, recipient.LastStatus).Bind(10, recipient.DelayTold ? 1L : 0)
        .Bind(11, recipient.Destination)
        .Run();

    /// <summary>The row of a message; null when it is gone.</summary>
    public static long? Find(SqliteDatabase database, QueueId id)
    {
        var statement = database.Statement("SELECT row FROM message WHERE id = ?1").Bind(1, id.Value);
        using (statement.Rows())
            return statement.Step() ? statement.Int64(0) : null;
    }

    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string? TextOrNull(SqliteStatement row, int column) => row.IsNull(column) ? null : row.Text(column);

    private static SqliteStatement BindOrNull(this SqliteStatement statement, int parameter, long? value) =>
        value is { } known ? statement.Bind(parameter, known) : statement.BindNull(parameter);

    private static SqliteStatement BindAccount(this SqliteStatement statement, int parameter, AccountId? account) =>
        account is { } known ? statement.Bind(parameter, known.Value) : statement.BindNull(parameter);
}
