using System.Globalization;
using Culver.Storage.Sqlite.Files;

namespace Culver.Storage.Sqlite;

/// <summary>
/// The folder everything lives in, owned by one process through an exclusive lock. Holds <c>format</c> (the version of its layout),
/// <c>lock</c> and <c>owner</c>, <c>accounts/xx/ID/</c>, <c>known/xx/ID</c> (that there is one), <c>spool/</c> and the databases of directory and queue. Nobody but its owner may read it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>The version of the layout this program writes.</summary>
    public const int FormatVersion = 1;

    private const string FormatWords = "culver data ";
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where messages are taken while they arrive; on the same file system as the accounts.</summary>
    public string Spool => System.IO.Path.Combine(Path, "spool");

    /// <summary>Where the accounts are.</summary>
    public string Accounts => System.IO.Path.Combine(Path, "accounts");

    /// <summary>The marks of the accounts there are.</summary>
    internal string Known => System.IO.Path.Combine(Path, "known");

    /// <summary>Opens a data folder, making it where there is none.</summary>
    /// <exception cref="StorageUnavailableException">Another process has it, it was written by a newer version, or it cannot be used.</exception>
    public static DataFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = System.IO.Path.GetFullPath(path);
        try
        {
            DurableFiles.CreateFolder(path);
            var held = Hold(path);
            try
            {
                // Before anything is touched: a folder of a newer version stays as it is.
                RequireFormat(path);
                // Beside the lock, which nobody else can read while it is held: whom to look for.
                var owner = System.IO.Path.Combine(path, "owner");
                File.Delete(owner);
                using (var file = DurableFiles.Create(owner))
                    file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
                var folder = new DataFolder(path, held);
                DurableFiles.CreateFolder(folder.Accounts);
                DurableFiles.CreateFolder(folder.Spool);
                DurableFiles.CreateFolder(folder.Known);
                foreach (var left in System.IO.Directory.EnumerateFiles(folder.Spool))
                    File.Delete(left);
                // Accounts whose making or removal a crash cut short: they have no name yet, or none any more.
                foreach (var left in System.IO.Directory.EnumerateDirectories(folder.Accounts, ".*"))
                    System.IO.Directory.Delete(left, recursive: true);
                return folder;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException || (exception is IOException and not StorageUnavailableException))
        {
            throw new StorageUnavailableException($"The data folder {path} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>The folder of an account. Ids are ordered by time: their last characters spread over the folders above.</summary>
    public string AccountFolder(AccountId account)
    {
        var name = account.ToString();
        return System.IO.Path.Combine(Accounts, name[^2..], name);
    }

    /// <summary>The mark that there is such an account, apart from its folder.</summary>
    internal string KnownAccount(AccountId account)
    {
        var name = account.ToString();
        return System.IO.Path.Combine(Known, name[^2..], name);
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Hold(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new(file, options);
        }
        catch (IOException exception)
        {
            throw new StorageUnavailableException($"The data folder {path} is in use by another process{Owner(path)}.", exception);
        }
    }

    private static string Owner(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(System.IO.Path.Combine(path, "owner")), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? $" ({process})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void RequireFormat(string path)
    {
        var file = System.IO.Path.Combine(path, "format");
        if (!File.Exists(file))
        {
            DurableFiles.WriteWhole(file, $"{FormatWords}{FormatVersion}\n");
            return;
        }

        var text = File.ReadAllText(file).Trim();
        if (!text.StartsWith(FormatWords, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(FormatWords.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new StorageUnavailableException($"{file} does not name a format of this program.");
        if (version > FormatVersion)
            throw new StorageUnavailableException($"The data folder {path} was written by a newer version (format {version}, this one knows {FormatVersion}).");
    }
}
