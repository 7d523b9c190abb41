namespace Culver.Storage.Sqlite.Sql;

/// <summary>
/// Keeps room at the end of a log: zeros, which SQLite takes for nothing and writes over. A commit that makes the file longer has the file system write down
/// where its new blocks are and how long it is, which takes as long as the commit's own octets or longer; one that finds room does not. Of the connection that
/// writes; nobody else makes the log longer.
/// </summary>
/// <remarks>
/// Nothing depends on the room. It need not be durable, for a commit syncs what it writes over; after a power failure the log ends, as always, at the
/// first frame that is not whole. A log is never made longer than SQLite leaves it when it begins again from the front.
/// </remarks>
internal sealed class LogRoom(SqliteDatabase database, long most)
{
    private const int Least = 64 << 10;
    private const int Largest = 512 << 10;
    private static readonly byte[] Zeros = new byte[Least];
    // As it was left here.
    private long _length;

    /// <summary>Makes room again where commits have used it up. Called between transactions.</summary>
    public void Make()
    {
        // What the calls are bound for is only known here; elsewhere a log grows as it did.
        if (!OperatingSystem.IsLinux() || !SqliteLogFile.TryLength(database.Handle, out var length))
            return;
        // What was made here has not been outgrown yet; or the log was cut.
        if (length <= _length || length == 0)
        {
            _length = length;
            return;
        }

        // As much again as there is, so that a log of few commits stays small.
        var end = Math.Min(length + Math.Clamp(length, Least, Largest), most);
        while (length < end)
        {
            var piece = (int)Math.Min(Least, end - length);
            // No room on the disk, or the disk fails: the commit will find out what that means for it.
            if (!SqliteLogFile.TryWrite(database.Handle, Zeros.AsSpan(0, piece), length))
                break;
            length += piece;
        }

        _length = length;
    }
}
