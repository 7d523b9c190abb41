using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>Verifies an account's rows against each other and against its files.</summary>
internal static class ConsistencyCheck
{
    public static IReadOnlyList<ConsistencyFinding> Run(SqliteDatabase database, AccountSurroundings surroundings)
    {
        var findings = new List<ConsistencyFinding>();
        Ask(database, findings, "database", "PRAGMA integrity_check", static row => row.Text(0) == "ok" ? null : row.Text(0));
        return findings;
    }

    private static void Ask(SqliteDatabase database, List<ConsistencyFinding> findings, string subject, string sql, Func<SqliteStatement, string?> problem)
    {
        using var rows = database.Prepare(sql);
        while (rows.Step())
        {
            if (problem(rows) is { } found)
                findings.Add(new(subject, found));
        }
    }
}
