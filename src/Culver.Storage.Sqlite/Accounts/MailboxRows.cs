using System.Collections.Immutable;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Mailboxes and subscriptions as rows.</summary>
internal static class MailboxRows
{
    private const string Columns =
        "key, id, name, uid_validity, uid_next, modseq, properties_modseq, messages, unseen, deleted, bytes, special_use, selectable, keywords, recent, vanished_floor";

    /// <summary>Everything an account's writer keeps in memory.</summary>
    public static AccountState Load(SqliteDatabase database)
    {
        var tree = MailboxTree.Empty;
        var keys = ImmutableDictionary.CreateBuilder<MailboxId, long>();
        var rows = database.Statement($"SELECT {Columns} FROM mailbox WHERE removed = 0");
        using (rows.Rows())
        {
            while (rows.Step())
            {
                var mailbox = Read(rows);
                keys.Add(mailbox.Id, rows.Int64(0));
                tree = tree.With(mailbox);
            }
        }

        var names = tree.Subscriptions.ToBuilder();
        var subscriptions = database.Statement("SELECT name FROM subscription");
        using (subscriptions.Rows())
        {
            while (subscriptions.Step())
                names.Add(MailboxName.Parse(subscriptions.Text(0)));
        }

        var account = database.Statement("SELECT max(modseq, (SELECT ifnull(max(modseq), 0) FROM mailbox)), uid_validity, next_message FROM account");
        using (account.Rows())
        {
            if (!account.Step())
                throw new StorageUnavailableException("The account's database is incomplete.");
            tree = tree with { HighestModSeq = new(account.Int64(0)), Subscriptions = names.ToImmutable() };
            return new(tree, keys.ToImmutable(), (uint)account.Int64(1), account.Int64(2), account.Int64(2));
        }
    }

    /// <summary>One mailbox with its key; null when it is gone.</summary>
    public static (MailboxInfo Mailbox, long Key)? Find(SqliteDatabase database, MailboxId id)
    {
        var rows = database.Statement($"SELECT {Columns} FROM mailbox WHERE id = ? AND removed = 0").Bind(1, id.Value);
        using (rows.Rows())
            return rows.Step() ? (Read(rows), rows.Int64(0)) : null;
    }

    /// <summary>Stores a new mailbox and returns its key.</summary>
    public static long Insert(SqliteDatabase database, MailboxInfo mailbox)
    {
        Bind(
            database.Statement(
                """
                INSERT INTO mailbox (name, uid_validity, uid_next, modseq, properties_modseq, messages, unseen, deleted, bytes, special_use, selectable,
                  keywords, recent, vanished_floor, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                """).Bind(1, mailbox.Name.Text),
            mailbox).Bind(15, mailbox.Id.Value).Run();
        return database.LastInsertRowId;
    }

    /// <summary>Stores everything about a mailbox but its id and its name: naming the name would touch its index at every commit.</summary>
    public static void Update(SqliteDatabase database, long key, MailboxInfo mailbox) => Bind(
        database.Statement(
            """
            UPDATE mailbox SET uid_validity = ?2, uid_next = ?3, modseq = ?4, properties_modseq = ?5, messages = ?6, unseen = ?7,
              deleted = ?8, bytes = ?9, special_use = ?10, selectable = ?11, keywords = ?12, recent = ?13, vanished_floor = ?14 WHERE key = ?1
            """).Bind(1, key),
        mailbox).Run();

    private static SqliteStatement Bind(SqliteStatement statement, MailboxInfo mailbox) => statement
        .Bind(2, mailbox.UidValidity.Value)
        .Bind(3, mailbox.UidNext.Value)
        .Bind(4, mailbox.HighestModSeq.Value)
        .Bind(5, mailbox.PropertiesModSeq.Value)
        .Bind(6, mailbox.Messages)
        .Bind(7, mailbox.Unseen)
        .Bind(8, mailbox.Deleted)
        .Bind(9, mailbox.Bytes)
        .Bind(10, (long)mailbox.SpecialUse)
        .Bind(11, mailbox.IsSelectable ? 1 : 0)
        // A keyword is an atom: it holds no space.
        .Bind(12, string.Join(' ', mailbox.Keywords))
        .Bind(13, mailbox.RecentFloor.Value)
        .Bind(14, mailbox.VanishedFloor.Value);

    private static MailboxInfo Read(SqliteStatement row)
    {
        var keywords = row.Text(13);
        return new(
            new(row.Bits128(1)),
            MailboxName.Parse(row.Text(2)),
            new((uint)row.Int64(3)),
            new((uint)row.Int64(4)),
            new(row.Int64(5)),
            new(row.Int64(6)),
            row.Int32(7),
            row.Int32(8),
            row.Int32(9),
            row.Int64(10),
            (SpecialUse)row.Int32(11),
            row.Int64(12) != 0,
            keywords.Length == 0 ? [] : [.. keywords.Split(' ')],
            new((uint)row.Int64(14)),
            new(row.Int64(15)));
    }
}
