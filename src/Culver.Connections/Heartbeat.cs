namespace Culver.Connections;

/// <summary>
/// The one timer of a server. Once a second it compares every connection's deadlines with the clock: ten thousand comparisons take
/// less than a tenth of a millisecond, and setting or moving a deadline is a plain store. A tenth of the connections is also asked whether the peer is still there.
/// </summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private const int Turns = 10;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<Entry> _connections = [];
    private readonly ITimer _timer;
    private ClientConnection[] _snapshot = [];
    private int _turn;
    private int _beating;

    public Heartbeat(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Heartbeat)state!).Beat(), this, Period, Period);
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Watches the connection until the entry is removed.</summary>
    public Entry Add(ClientConnection connection)
    {
        lock (_lock)
        {
            var entry = new Entry(connection) { Index = _connections.Count };
            _connections.Add(entry);
            return entry;
        }
    }

    public void Remove(Entry entry)
    {
        lock (_lock)
        {
            var last = _connections[^1];
            _connections[entry.Index] = last;
            last.Index = entry.Index;
            _connections.RemoveAt(_connections.Count - 1);
        }
    }

    /// <summary>The connections open now.</summary>
    public ClientConnection[] All()
    {
        lock (_lock)
            return [.. _connections.Select(entry => entry.Connection)];
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Beat()
    {
        // A beat that takes longer than its period is not overtaken.
        if (Interlocked.Exchange(ref _beating, 1) != 0)
            return;
        try
        {
            var count = Snapshot();
            var now = _time.GetTimestamp();
            _turn = (_turn + 1) % Turns;
            for (var i = 0; i < count; i++)
            {
                _snapshot[i].Beat(now, look: i % Turns == _turn);
                _snapshot[i] = null!;
            }
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }
    }

    /// <summary>Copies under the lock and works outside it: cutting a connection may remove it.</summary>
    private int Snapshot()
    {
        lock (_lock)
        {
            var count = _connections.Count;
            if (_snapshot.Length < count || _snapshot.Length > 1024 + (4 * count))
                _snapshot = new ClientConnection[count + (count / 2)];
            for (var i = 0; i < count; i++)
                _snapshot[i] = _connections[i].Connection;
            return count;
        }
    }

    /// <summary>A connection's place in the list.</summary>
    internal sealed class Entry(ClientConnection connection)
    {
        public ClientConnection Connection { get; } = connection;

        public int Index { get; set; }
    }
}
