namespace Culver.Connections;

/// <summary>
/// The clients that have not shown yet that they are any: not logged in, no message begun. Oldest first. Rule upheld: there are never more than so many;
/// the newest always gets in, for a real client logs in at once, and who waits longest is the likeliest not to be one.
/// </summary>
internal sealed class Newcomers(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<ClientConnection> _waiting = new();

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Counts a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="crowdedOut">The one that has to go for it, no longer counted; null when there is room.</param>
    /// <returns>Its place, to be given to <see cref="Leave"/>.</returns>
    public LinkedListNode<ClientConnection> Enter(ClientConnection connection, out ClientConnection? crowdedOut)
    {
        lock (_lock)
        {
            crowdedOut = null;
            if (_waiting.Count >= most && _waiting.First is { } oldest)
            {
                crowdedOut = oldest.Value;
                _waiting.Remove(oldest);
            }
            return _waiting.AddLast(connection);
        }
    }

    /// <summary>Stops counting a connection. One that was crowded out is not counted any more.</summary>
    public void Leave(LinkedListNode<ClientConnection> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
                _waiting.Remove(place);
        }
    }
}
