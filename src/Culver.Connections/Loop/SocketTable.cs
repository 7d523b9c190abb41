namespace Culver.Connections;

/// <summary>
/// The sockets that are served, by a number each: its place, and above that a count that no other socket had there. Looked up without a lock. A reader that
/// still has the table from before it grew finds what was in it, and nothing that it could have been told of since.
/// </summary>
internal sealed class SocketTable
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private ILoopSocket?[] _places = new ILoopSocket?[64];
    private int _used;
    private uint _count;

    /// <summary>Takes a socket in.</summary>
    /// <returns>Its number.</returns>
    public ulong Add(ILoopSocket socket)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var place))
            {
                place = _used++;
                if (place == _places.Length)
                {
                    var larger = new ILoopSocket?[place * 2];
                    _places.CopyTo(larger, 0);
                    Volatile.Write(ref _places, larger);
                }
            }

            Volatile.Write(ref _places[place], socket);
            return ((ulong)++_count << 32) | (uint)place;
        }
    }

    /// <summary>The socket of that number; null when it is gone.</summary>
    public ILoopSocket? Find(ulong number)
    {
        var places = Volatile.Read(ref _places);
        var place = (uint)number;
        return place < places.Length && Volatile.Read(ref places[place]) is { } socket && socket.Token == number ? socket : null;
    }

    /// <summary>Lets a socket go.</summary>
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
