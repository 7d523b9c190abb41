using System.Collections.Concurrent;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>The connections that read an account beside its writer. Each reading sees one moment and lets go of it before it returns.</summary>
internal sealed class AccountReaders(AccountSurroundings surroundings) : IDisposable
{
    private const int MostKept = 2;
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private volatile bool _disposed;

    /// <summary>Reads in one transaction.</summary>
    /// <exception cref="AccountGoneException">The account was closed for good.</exception>
    public TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteDatabase, TArgument, TResult> read)
    {
        if (_disposed)
            throw new AccountGoneException("The account was closed.");
        if (!_idle.TryTake(out var database))
            database = AccountSchema.OpenReader(surroundings.Database, surroundings.Options.MapFiles);
        var isGood = false;
        try
        {
            database.BeginRead();
            var result = read(database, argument);
            database.Commit();
            isGood = true;
            return result;
        }
        finally
        {
            if (isGood && !_disposed && _idle.Count < MostKept)
                _idle.Add(database);
            else
                database.Dispose();
            // Disposed between the look and the return: nobody else would close what lies there now.
            if (_disposed)
                Dispose();
        }
    }

    /// <summary>Closes the connections nobody uses.</summary>
    public void Rest()
    {
        while (_idle.TryTake(out var database))
            database.Dispose();
    }

    /// <summary>What the connections did that nobody uses.</summary>
    public SqliteWork Work() => _idle.Aggregate(default(SqliteWork), static (sum, database) => sum + database.Work());

    public void Dispose()
    {
        _disposed = true;
        Rest();
    }
}
