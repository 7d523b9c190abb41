using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// The connections that read an account beside its writer. Rules it upholds: each reading sees one moment, the newest there was when it began; a
/// connection that rests keeps the moment it saw, so that the next reading needs no locks of SQLite and no look at the log, but for no longer than that is
/// the newest: who changes the database says so before and after (<see cref="Change"/>), and none rests with a moment of before. So no moment that
/// rests holds back the log.
/// </summary>
internal sealed class AccountReaders(AccountSurroundings surroundings) : IDisposable
{
    private const int MostKept = 2;
    private readonly AccountReader?[] _idle = new AccountReader?[MostKept];
    // Raised before and after each change: odd while one is made.
    private long _moment;
    private volatile bool _disposed;

    /// <summary>Reads what is true at one moment.</summary>
    /// <exception cref="AccountGoneException">The account was closed for good.</exception>
    public TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteDatabase, TArgument, TResult> read)
    {
        if (_disposed)
            throw new AccountGoneException("The account was closed.");
        var reader = Take() ?? new(AccountSchema.OpenReader(surroundings.Database, surroundings.Options.MapFiles));
        var isGood = false;
        // Before SQLite is asked: what is seen is this moment or a newer one.
        var moment = Volatile.Read(ref _moment);
        try
        {
            reader.See(moment);
            var result = read(reader.Database, argument);
            if (!IsNewest(moment))
                reader.LetGo();
            isGood = true;
            return result;
        }
        finally
        {
            if (!isGood || _disposed || !TryKeep(reader))
                reader.Dispose();
            // A change that began in between did not find it: of it and us one sees the other.
            else if (!IsNewest(moment))
                LetGo();
            // Disposed between the look and the return: nobody else would close what lies there now.
            if (_disposed)
                Dispose();
        }
    }

    /// <summary>The database is changed until the scope ends. One at a time.</summary>
    public Changing Change()
    {
        Interlocked.Increment(ref _moment);
        LetGo();
        return new(this);
    }

    /// <summary>Closes the connections nobody uses.</summary>
    public void Rest()
    {
        while (Take() is { } reader)
            reader.Dispose();
    }

    /// <summary>What the connections did that nobody uses.</summary>
    public SqliteWork Work() => _idle.Aggregate(default(SqliteWork), static (sum, reader) => reader is null ? sum : sum + reader.Database.Work());

    public void Dispose()
    {
        _disposed = true;
        Rest();
    }

    private bool IsNewest(long moment) => (moment & 1) == 0 && Volatile.Read(ref _moment) == moment;

    private AccountReader? Take()
    {
        foreach (ref var place in _idle.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } reader)
                return reader;
        }

        return null;
    }

    private bool TryKeep(AccountReader reader)
    {
        foreach (ref var place in _idle.AsSpan())
        {
            if (Interlocked.CompareExchange(ref place, reader, null) is null)
                return true;
        }

        return false;
    }

    /// <summary>Those that rest give up what they see.</summary>
    private void LetGo()
    {
        foreach (ref var place in _idle.AsSpan())
        {
            if (Interlocked.Exchange(ref place, null) is not { } reader)
                continue;
            if (!reader.TryLetGo() || _disposed || !TryKeep(reader))
                reader.Dispose();
            if (_disposed)
                Rest();
        }
    }

    /// <summary>A change of the database.</summary>
    internal readonly ref struct Changing(AccountReaders readers)
    {
        public void Dispose() => Interlocked.Increment(ref readers._moment);
    }
}
