namespace Culver.Storage.Sqlite.Sql;

/// <summary>What a connection did since it was opened, in numbers that do not depend on the machine.</summary>
/// <param name="Steps">Steps of SQLite's virtual machine: a row that is looked at is a few of them, however deep its tree is.</param>
/// <param name="PagesRead">Pages asked of the page cache; pages that are mapped and not in the log are not counted.</param>
/// <param name="PagesWritten">Pages written to the log.</param>
internal readonly record struct SqliteWork(long Steps, long PagesRead, long PagesWritten)
{
    public static SqliteWork operator +(SqliteWork left, SqliteWork right) =>
        new(left.Steps + right.Steps, left.PagesRead + right.PagesRead, left.PagesWritten + right.PagesWritten);

    public static SqliteWork operator -(SqliteWork left, SqliteWork right) =>
        new(left.Steps - right.Steps, left.PagesRead - right.PagesRead, left.PagesWritten - right.PagesWritten);
}
