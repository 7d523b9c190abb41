using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Culver.Storage.Sqlite.Files;

/// <summary>
/// What one thread sleeps at until another rings: a semaphore of the C library, which is one call into the kernel on either side. A monitor
/// wakes the sleeper while the lock he needs is held still.
/// </summary>
internal sealed partial class PosixBell : SafeHandleZeroOrMinusOneIsInvalid
{
    // A sem_t has 32 octets at most where there is one.
    private const int Size = 64;
    private const int Interrupted = 4;

    internal PosixBell()
        : base(ownsHandle: true) => SetHandle(Marshal.AllocHGlobal(Size));

    /// <summary>A bell; <see langword="null"/> where the system has none.</summary>
    public static PosixBell? Create()
    {
        // macOS has the calls, and they fail.
        if (!OperatingSystem.IsLinux())
            return null;
        var bell = new PosixBell();
        if (Initialize(bell, shared: 0, value: 0) == 0)
            return bell;
        bell.Dispose();
        return null;
    }

    /// <summary>Wakes the sleeper, or keeps him from falling asleep once.</summary>
    public void Ring() => _ = Post(this);

    /// <summary>Sleeps until it rings.</summary>
    public void Await()
    {
        while (Wait(this) != 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _ = Destroy(handle);
        Marshal.FreeHGlobal(handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "sem_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Initialize(PosixBell bell, int shared, uint value);

    [LibraryImport("libc", EntryPoint = "sem_post")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Post(PosixBell bell);

    [LibraryImport("libc", EntryPoint = "sem_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(PosixBell bell);

    [LibraryImport("libc", EntryPoint = "sem_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Destroy(nint bell);
}
