using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Packs;

/// <summary>
/// Takes the rows of an account of an earlier schema into packs, in the transaction of the schema's step: a process that ends in the midst leaves the account as it
/// was. Every flag, keyword, ModSeq and date stays what it is.
/// </summary>
internal static class PackMigration
{
    /// <summary>The schema it leads to.</summary>
    public const int Step = 5;

    public static void Run(SqliteDatabase database)
    {
        // What cannot be in a mailbox (a UID of no 32 bits) was never shown; its message is found by the check.
        const string Rows =
            """
            SELECT mailbox, uid, modseq, flags, keywords_low, keywords_high, date, saved, size, message FROM mailbox_message
              WHERE uid BETWEEN 1 AND 4294967295 AND mailbox BETWEEN 1 AND 2147483647 ORDER BY mailbox, uid
            """;
        UnpackedRows.Pack(database, Rows);
        database.Execute("DROP TABLE mailbox_message");
    }
}
