using Culver.Storage.Sqlite.Packs;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>Says in SQL what is to be otherwise in the rows of mailboxes, which lie in packs.</summary>
internal static class RowsAsTable
{
    /// <summary>Runs a script that finds them as <c>mailbox_message</c>.</summary>
    public static void ExecuteOnRows(this SqliteDatabase database, string script)
    {
        database.Begin();
        UnpackedRows.Unpack(database);
        database.Execute(script);
        UnpackedRows.End(database, isChanged: true);
        database.Commit();
    }

    /// <summary>Puts them where they were before there were packs.</summary>
    public static void TakeOutOfPacks(this SqliteDatabase database)
    {
        database.Begin();
        UnpackedRows.Unpack(database);
        database.Execute(
            """
            CREATE TABLE main.mailbox_message (
              mailbox INTEGER NOT NULL,
              uid INTEGER NOT NULL,
              modseq INTEGER NOT NULL,
              flags INTEGER NOT NULL,
              keywords_low INTEGER NOT NULL,
              keywords_high INTEGER NOT NULL,
              date INTEGER NOT NULL,
              saved INTEGER NOT NULL,
              size INTEGER NOT NULL,
              message INTEGER NOT NULL,
              PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
            INSERT INTO main.mailbox_message SELECT * FROM temp.mailbox_message;
            DROP TABLE message_pack;
            """);
        UnpackedRows.End(database, isChanged: false);
        database.Commit();
    }
}
