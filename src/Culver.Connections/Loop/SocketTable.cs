namespace Culver.Connections;

/// <summary>
/// The connections that are served, by a number each: its place, and above that a count that no other connection had there. Looked up without a lock. A reader that
/// still has the table from before it grew finds what was in it, and nothing that it could have been told of since.
/// </summary>
internal sealed class SocketTable
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private SocketConnection?[] _places = new SocketConnection?[64];
    private int _used;
    private uint _count;

    /// <summary>Takes a connection in.</summary>
    /// <returns>Its number.</returns>
    public ulong Add(SocketConnection connection)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var place))
            {
                place = _used++;
                if (place == _places.Length)
                {
                    var larger = new SocketConnection?[place * 2];
                    _places.CopyTo(larger, 0);
                    Volatile.Write(ref _places, larger);
                }
            }

            Volatile.Write(ref _places[place], connection);
            return ((ulong)++_count << 32) | (uint)place;
        }
    }

    /// <summary>The connection of that number; null when it is gone.</summary>
    public SocketConnection? Find(ulong number)
    {
        var places = Volatile.Read(ref _places);
        var place = (uint)number;
        return place < places.Length && Volatile.Read(ref places[place]) is { } connection && connection.Token == number ? connection : null;
    }

    /// <summary>Lets a connection go.</summary>
    public void Remove(ulong number)
    {
        lock (_lock)
        {
            var place = (int)(uint)number;
            if (_places[place]?.Token != number)
                return;
            _places[place] = null;
            _free.Push(place);
        }
    }
}
