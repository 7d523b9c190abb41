using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>A connection that reads, and the moment it sees. Used by one thread at a time.</summary>
internal sealed class AccountReader(SqliteDatabase database) : IDisposable
{
    private const long None = -1;
    private long _moment = None;

    public SqliteDatabase Database => database;

    /// <summary>Goes on seeing a moment, or begins to.</summary>
    public void See(long moment)
    {
        if (_moment == moment)
            return;
        LetGo();
        database.BeginRead();
        _moment = moment;
    }

    /// <summary>Ends its read transaction.</summary>
    public void LetGo()
    {
        if (_moment == None)
            return;
        _moment = None;
        database.Commit();
    }

    /// <summary>Ends it on behalf of somebody who is not to fail by it.</summary>
    /// <returns>False when it failed: the connection is to be closed, which ends it too.</returns>
    public bool TryLetGo()
    {
        try
        {
            LetGo();
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    public void Dispose() => database.Dispose();
}
