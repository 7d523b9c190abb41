namespace Culver.Imap.Commands.Fetch;

/// <summary>
/// How many FETCH commands hold messages that they have read ahead. The first may read much ahead, which is fast; when there are many, those that do not read
/// their answers would hold a megabyte each, so the others read little.
/// </summary>
internal sealed class FetchCrowd(ImapMetrics metrics)
{
    /// <summary>Octets of messages read ahead in a crowd.</summary>
    private const long LittleAhead = 64 * 1024;

    private int _running;

    public void Enter()
    {
        Interlocked.Increment(ref _running);
        metrics.FetchRuns(1);
    }

    public void Leave()
    {
        Interlocked.Decrement(ref _running);
        metrics.FetchRuns(-1);
    }

    /// <summary>How many of these rows may be read now; at least one.</summary>
    /// <param name="rows">The rows wanted.</param>
    /// <param name="large">How many FETCH commands may read all of them.</param>
    public int Portion(ReadOnlySpan<Storage.IndexRow> rows, int large)
    {
        if (Volatile.Read(ref _running) <= large)
            return rows.Length;
        var ahead = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            ahead += rows[i].Size;
            if (ahead > LittleAhead)
                return Math.Max(i, 1);
        }

        return rows.Length;
    }
}
