// Collections happen because memory is asked for: a server that was busy and falls quiet keeps what the last busy minute left behind until it is busy
// again. Thousands of sessions that do nothing but idle are just that case: half of what they seemed to cost was left over from their logins.
// Rules upheld: only when nearly nothing was allocated for a whole turn, so that nobody is at work who would feel the pause; once for each busy
// spell; never on a heap so large that the pause would be felt by whoever comes next; only where the process is ours (`culver serve`).
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Culver.Hosting;

/// <summary>Gives memory back to the system when the server has fallen quiet.</summary>
internal sealed class QuietMemory : IHostedService, IDisposable
{
    /// <summary>How often it looks; also how long it has to be quiet.</summary>
    internal static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    // Heartbeats, metrics and a few NOOPs stay below it.
    private const long QuietBytes = 512 * 1024;

    // Less than this is not worth a pause.
    private const long WorthwhileBytes = 4 * 1024 * 1024;

    private const long LargestHeap = 512L * 1024 * 1024;

    private readonly TimeProvider _time;
    private readonly Func<long> _allocated;
    private readonly Action _giveBack;
    private ITimer? _timer;
    private long _seen;
    private long _given;

    public QuietMemory(TimeProvider time)
        : this(time, static () => GC.GetTotalAllocatedBytes(), GiveBack)
    {
    }

    internal QuietMemory(TimeProvider time, Func<long> allocated, Action giveBack) => (_time, _allocated, _giveBack) = (time, allocated, giveBack);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = _time.CreateTimer(static state => ((QuietMemory)state!).Look(), this, Turn, Turn);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var now = _allocated();
        var isQuiet = now - _seen < QuietBytes;
        _seen = now;
        if (!isQuiet || now - _given < WorthwhileBytes)
            return;
        _giveBack();
        _given = _seen = _allocated();
    }

    private static void GiveBack()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > LargestHeap)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // What SQLite and OpenSSL have let go of lies in the C library's own heaps.
            _ = MallocTrim(0);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not the GNU C library; others give back by themselves.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallocTrim(nuint pad);
}
