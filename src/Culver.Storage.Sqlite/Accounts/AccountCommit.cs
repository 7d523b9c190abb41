using System.Diagnostics;
using Culver.Storage.Engine;
using Culver.Storage.Sqlite.Files;

namespace Culver.Storage.Sqlite.Accounts;

/// <summary>
/// One durable transaction of many operations. Rules it upholds: each operation succeeds or fails by itself; names of files are synced
/// before the rows that refer to them are committed, and taken away only after the commit that let them go.
/// </summary>
internal sealed class AccountCommit(AccountWork work)
{
    // A batch that takes longer lets those who wait for its first results go on.
    private static readonly TimeSpan LongestBatch = TimeSpan.FromMilliseconds(20);

    /// <summary>What is true after it.</summary>
    public AccountState State => work.State;

    /// <summary>Whether the commit itself was begun: if it failed, it may have happened.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Puts the first writes into a new account that nobody sees yet.</summary>
    public static void Begin(AccountWork work, IReadOnlyList<AccountWrite> first)
    {
        work.Database.Begin();
        foreach (var write in first)
            Apply(work, write);
        work.Flush();
        work.Database.Commit();
    }

    /// <summary>What a failure means to those above.</summary>
    public static Exception Said(Exception failure) =>
        failure is UnauthorizedAccessException || (failure is IOException and not StorageUnavailableException)
            ? new StorageUnavailableException("The account's folder failed.", failure)
            : failure;

    /// <summary>Applies writes until enough time has gone by, and makes them durable; returns how many.</summary>
    public int Run(IReadOnlyList<AccountWrite> writes)
    {
        work.Database.Begin();
        var touched = work.Database.TotalChanges;
        if (writes is [var lone] && !TryApplyLone(lone))
            return 1;
        var taken = writes.Count == 1 ? 1 : ApplyAll(writes);
        if (!work.IsChanged && work.Database.TotalChanges == touched)
        {
            // Nothing was different: nothing is worth a sync.
            work.Database.Rollback();
            return taken;
        }

        work.Flush();
        if (work.NewFiles.Count > 0)
            DurableFiles.SyncFolder(work.Surroundings.Content);
        IsDoubtful = true;
        work.Database.Commit();
        return taken;
    }

    /// <summary>Takes away the files it let go. What cannot be taken away now is swept when the account is opened next.</summary>
    public void RemoveOldFiles() => work.OldFiles.ForEach(DurableFiles.TryDelete);

    /// <summary>Takes back what a transaction that failed left outside the database.</summary>
    public void GiveUp(IReadOnlyList<AccountWrite> writes)
    {
        // Where it is in doubt whether rows refer to them the files stay; the sweep at the next opening knows.
        if (!IsDoubtful)
            work.NewFiles.ForEach(DurableFiles.TryDelete);
        foreach (var write in writes)
            write.Clear();
    }

    // A savepoint would copy each page it touches; one that is alone is undone with its transaction.
    private bool TryApplyLone(AccountWrite write)
    {
        var before = work.State;
        try
        {
            Apply(work, write);
            return true;
        }
        catch (Exception failure) when (failure is not StorageUnavailableException && work.Database.InTransaction)
        {
            work.Database.Rollback();
            TakeBack(write, before, (0, 0), failure);
            return false;
        }
    }

    private int ApplyAll(IReadOnlyList<AccountWrite> writes)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < writes.Count; i++)
        {
            if (i > 0 && Stopwatch.GetElapsedTime(began) > LongestBatch)
                return i;
            ApplyOne(writes[i]);
        }

        return writes.Count;
    }

    private void ApplyOne(AccountWrite write)
    {
        var before = work.State;
        var files = (work.NewFiles.Count, work.OldFiles.Count);
        work.Database.Statement("SAVEPOINT one").Run();
        try
        {
            Apply(work, write);
        }
        catch (Exception failure) when (failure is not StorageUnavailableException && work.Database.InTransaction)
        {
            work.Database.Statement("ROLLBACK TO one").Run();
            TakeBack(write, before, files, failure);
        }

        work.Database.Statement("RELEASE one").Run();
    }

    // This one alone failed: its rows went, its part of the state and its files go, the others stay.
    private void TakeBack(AccountWrite write, AccountState before, (int New, int Old) files, Exception failure)
    {
        work.Restore(before);
        for (var i = files.New; i < work.NewFiles.Count; i++)
            DurableFiles.TryDelete(work.NewFiles[i]);
        work.NewFiles.RemoveRange(files.New, work.NewFiles.Count - files.New);
        // Rows refer to these again.
        work.OldFiles.RemoveRange(files.Old, work.OldFiles.Count - files.Old);
        write.Clear();
        write.Failure = Said(failure);
    }

    private static void Apply(AccountWork work, AccountWrite write)
    {
        switch (write)
        {
            case AppendWrite append:
                append.Result = AppendOperation.Apply(work, append);
                break;
            case StoreFlagsWrite store:
                store.Result = StoreFlagsOperation.Apply(work, store);
                break;
            case CopyWrite copy:
                copy.Result = CopyOperation.Apply(work, copy);
                break;
            case TakeBackCopyWrite back:
                back.Deltas = [.. UnfinishedCopies.TakeBack(work, back.Copy)];
                break;
            case MoveWrite move:
                move.Result = CopyOperation.Apply(work, move);
                break;
            case ExpungeWrite expunge:
                expunge.Result = Removal.Apply(work, expunge);
                break;
            case CreateMailboxWrite create:
                create.Result = MailboxOperations.Apply(work, create);
                break;
            case DeleteMailboxWrite delete:
                delete.Result = MailboxOperations.Apply(work, delete);
                break;
            case RenameMailboxWrite rename:
                rename.Result = MailboxOperations.Apply(work, rename);
                break;
            case SubscribeWrite subscribe:
                MailboxOperations.Apply(work, subscribe);
                break;
            case RecentWrite recent:
                MailboxOperations.Apply(work, recent);
                break;
            case SweepWrite sweep:
                SweepOperation.Apply(work, sweep);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(write));
        }
    }
}
