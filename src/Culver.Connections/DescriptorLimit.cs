using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>How many files the system lets this process have open.</summary>
/// <remarks>A server without a free descriptor can neither accept nor open a mailbox, and an accept loop that cannot accept turns for nothing: so connections stay below it.</remarks>
internal static partial class DescriptorLimit
{
    // getrlimit(2): RLIMIT_NOFILE, as Linux numbers it.
    private const int OpenFiles = 7;

    /// <summary>The limit at this moment, for others can change it (prlimit(2)); the largest number where the system does not tell one.</summary>
    public static int Read() =>
        OperatingSystem.IsLinux() && GetLimit(OpenFiles, out var limit) == 0 ? (int)Math.Min(limit.Soft, int.MaxValue) : int.MaxValue;

    /// <summary>How many connections fit beside what else is open; half of the descriptors at least.</summary>
    public static int Connections(int wanted, int reserved, int limit) => Math.Min(wanted, Math.Max(limit - reserved, limit / 2));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits
    {
        public readonly nuint Soft;
        public readonly nuint Hard;
    }
}
