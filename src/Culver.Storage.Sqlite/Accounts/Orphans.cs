using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Content files that no row refers to: a crash came between their name and the commit, or between the commit that let them go and
/// their deletion. Swept when an account is first opened.
/// </summary>
internal static class Orphans
{
    public static void Sweep(SqliteDatabase database, AccountSurroundings surroundings)
    {
        foreach (var path in System.IO.Directory.EnumerateFiles(surroundings.Content))
        {
            if (!EmailId.TryParse(Path.GetFileName(path), out var email) || !IsKnown(database, email))
                File.Delete(path);
        }
    }

    private static bool IsKnown(SqliteDatabase database, EmailId email)
    {
        var found = database.Statement("SELECT 1 FROM message WHERE email = ? AND in_file = 1").Bind(1, email.Value);
        using (found.Rows())
            return found.Step();
    }
}
