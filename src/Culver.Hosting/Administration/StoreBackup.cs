using Culver.Identity.Accounts;
using Culver.Storage;
using Culver.Storage.Directory;
using Culver.Storage.Queue;
using Culver.Storage.Sqlite;

namespace Culver.Hosting;

/// <summary>
/// Copies a running store to a folder that opens as a data folder. Each account is consistent in itself; the directory is
/// copied last, so that it names no account that is not in the copy. An account that was removed meanwhile is left out there.
/// </summary>
internal sealed class StoreBackup(IMailStore store, IDirectoryStore directory, IQueueStore queue, DataFolder source, AccountService accounts)
{
    /// <summary>The name of the directory's database in a data folder.</summary>
    public const string DirectoryName = "directory.db";

    /// <summary>Copies everything.</summary>
    public async ValueTask<AdministrationReply> RunAsync(string target, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(target);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            return new AdministrationReply.Refused($"The folder {folder} is not empty.");
        if (folder == source.Path || folder.StartsWith(source.Path + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return new AdministrationReply.Refused($"The folder {folder} lies inside the data folder.");

        // Made and held as a data folder, so that no server opens it while it is half.
        using var copy = DataFolder.Open(folder);
        // Before the accounts: what is delivered from the queue meanwhile is in both copies, and its delivery id keeps it from coming twice.
        await queue.BackupAsync(folder, cancellationToken);
        var copied = new HashSet<AccountId>();
        // The second pass takes what was added during the first; the directory's copy is of a moment after its accounts'.
        for (var pass = 0; pass < 2; pass++)
        {
            var present = new List<DirectoryAccount>();
            await foreach (var account in accounts.ListAsync(cancellationToken))
                present.Add(account);
            foreach (var account in present)
            {
                if (!copied.Add(account.Id))
                    continue;
                await CopyAsync(account.Id, copy, cancellationToken);
                progress?.Report(new(copied.Count, present.Count));
            }
        }

        await directory.BackupAsync(Path.Combine(folder, DirectoryName), cancellationToken);
        CopyKeys(Path.Combine(source.Path, ComposedOptions.DkimKeyFolder), Path.Combine(folder, ComposedOptions.DkimKeyFolder));
        return new AdministrationReply.BackedUp(folder, copied.Count);
    }

    // File.Copy keeps the mode of the files, which is for the server's user alone.
    private static void CopyKeys(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(to);
        else
            Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var below in Directory.EnumerateDirectories(from))
            CopyKeys(below, Path.Combine(to, Path.GetFileName(below)));
    }

    private async ValueTask CopyAsync(AccountId account, DataFolder copy, CancellationToken cancellationToken)
    {
        try
        {
            await store.BackupAsync(account, copy.AccountFolder(account), cancellationToken);
        }
        catch (AccountGoneException)
        {
            // Removed while we came to it: the directory's copy does not name it either.
        }
    }
}
