using Culver.Storage.Sqlite.Content;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Shows digests where SQLite has them.</summary>
internal static class DigestShowing
{
    // One walk holds the log back; callers come again for the rest.
    private const int MostRows = 512;
    private const string One = "SELECT digest FROM message WHERE key = ?";
    private const string Between = "SELECT key, digest FROM message WHERE key BETWEEN ? AND ? ORDER BY key";

    public static int Show(SqliteDatabase database, ReadOnlySpan<IndexRow> rows, IDigestReader reader)
    {
        if (rows.Length > MostRows)
            rows = rows[..MostRows];
        return MessageReading.AreNeighbours(rows) ? Walk(database, rows, reader) : Pick(database, rows, reader);
    }

    private static int Walk(SqliteDatabase database, ReadOnlySpan<IndexRow> rows, IDigestReader reader)
    {
        var walk = database.Statement(Between).Bind(1, rows[0].Message).Bind(2, rows[^1].Message);
        var next = 0;
        using (walk.Rows())
        {
            while (next < rows.Length && walk.Step())
            {
                var key = walk.Int64(0);
                for (; next < rows.Length && rows[next].Message < key; next++)
                {
                    if (!reader.Read(next, default))
                        return next;
                }

                if (next == rows.Length || rows[next].Message != key)
                    continue;
                if (!reader.Read(next, BlobEnvelope.Open(walk.Blob(1))))
                    return next;
                next++;
            }
        }

        for (; next < rows.Length; next++)
        {
            if (!reader.Read(next, default))
                break;
        }

        return next;
    }

    private static int Pick(SqliteDatabase database, ReadOnlySpan<IndexRow> rows, IDigestReader reader)
    {
        var one = database.Statement(One);
        for (var i = 0; i < rows.Length; i++)
        {
            one.Bind(1, rows[i].Message);
            using (one.Rows())
            {
                if (!reader.Read(i, one.Step() ? BlobEnvelope.Open(one.Blob(0)) : default))
                    return i;
            }
        }

        return rows.Length;
    }
}
