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
    private const int Room = 64 << 10;
    // Zeros cost what the octets do that go over them: a commit that brings many gains nothing by finding room.
    private const int SmallCommit = 16 << 10;
    private static readonly byte[] Zeros = new byte[Room];
    // As it was left here.
    private long _length;

    /// <summary>Makes room again where commits have used it up. Called between transactions.</summary>
    public void Make()
    {
        // What the calls are bound for is only known here; elsewhere a log grows as it did.
        if (!OperatingSystem.IsLinux() || !SqliteLogFile.TryLength(database.Handle, out var length))
            return;
        // Seen for the first time, or cut; or what was made here has not been outgrown yet, or by much.
        if (_length > 0 && length > _length && length - _length <= SmallCommit)
        {
            // No room on the disk, or the disk fails: the commit will find out what that means for it.
            var piece = (int)Math.Min(Room, most - length);
            if (piece > 0 && SqliteLogFile.TryWrite(database.Handle, Zeros.AsSpan(0, piece), length))
                length += piece;
        }

        _length = length;
    }
}
