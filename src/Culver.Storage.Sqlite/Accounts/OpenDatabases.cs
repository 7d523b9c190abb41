namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// Bounds how many accounts hold their databases open. An account that is leased keeps its mailboxes and indexes in memory; its
/// descriptors and page caches go when others need theirs more, and come back when it is used.
/// </summary>
internal sealed class OpenDatabases(int most)
{
    private readonly LinkedList<SqliteAccountEngine> _order = new();
    private readonly Lock _gate = new();

    /// <summary>An account is about to use its database.</summary>
    public void Use(SqliteAccountEngine account)
    {
        SqliteAccountEngine? tired = null;
        lock (_gate)
        {
            if (ReferenceEquals(_order.Last?.Value, account))
                return;
            if (account.Place.List is not null)
                _order.Remove(account.Place);
            _order.AddLast(account.Place);
            if (_order.Count > most)
            {
                tired = _order.First!.Value;
                _order.RemoveFirst();
            }
        }

        tired?.Rest();
    }

    /// <summary>An account is closed.</summary>
    public void Forget(SqliteAccountEngine account)
    {
        lock (_gate)
        {
            if (account.Place.List is not null)
                _order.Remove(account.Place);
        }
    }
}
