using System.Runtime.InteropServices;

namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// Whether the process can afford to have another file open. Descriptors are the process's, and so is the question; whoever composes the server knows
/// whom to ask (<see cref="Ask"/>). Nobody asked, there is always room.
/// </summary>
public static class FileRoom
{
    private const string Nothing = "/dev/null";
    private static volatile Func<SafeHandle, bool> _mayKeep = static _ => true;

    /// <summary>Says whom to ask.</summary>
    /// <param name="mayKeep">Whether a file that was just opened can be kept.</param>
    public static void Ask(Func<SafeHandle, bool> mayKeep) => _mayKeep = mayKeep;

    /// <summary>Closes a file again that was just opened, when there is no room for it.</summary>
    /// <exception cref="StorageUnavailableException">There is none.</exception>
    internal static T Keep<T>(T file)
        where T : SafeHandle
    {
        if (_mayKeep(file))
            return file;
        file.Dispose();
        throw new StorageUnavailableException("Too many files are open.");
    }

    /// <summary>The same before a library opens files of its own.</summary>
    /// <exception cref="StorageUnavailableException">There is no room.</exception>
    internal static void Require()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            Keep(File.OpenHandle(Nothing)).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException("Too many files are open.", failure);
        }
    }
}
