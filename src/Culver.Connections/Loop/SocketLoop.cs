// The threads that wait for sockets and serve them. Rules kept here:
// - All threads wait at one epoll descriptor; the system wakes one for an event, and what the event is waited for goes on there: between a
//   client's command and its answer no other thread is woken.
// - One thread always waits: the last that does takes what has arrived and leaves the rest to the thread pool. However many sessions hold up their
//   threads, the others are served, as well as the pool serves them.
// - All threads are begun at once, before the first client: under a shortage of descriptors or memory no thread could be.
// - An event names its socket by a number that is never used again, so that one that is late finds nothing, or its own.
using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>Waits for all sockets of the process; <see href="docs/adr/0011-socket-loop.md"/>.</summary>
internal sealed class SocketLoop
{
    private static readonly Lock Beginning = new();

    private readonly int _poll = LinuxSockets.CreatePoll();
    private readonly SocketTable _sockets = new();
    private int _waiting;

    private SocketLoop(int threads)
    {
        Threads = threads;
        _waiting = threads;
        for (var i = 1; i <= threads; i++)
            new Thread(Run) { Name = $"Culver sockets {i}", IsBackground = true }.UnsafeStart();
    }

    /// <summary>Whether this system has what it takes.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The loop of this process, begun by whoever asks first. Its threads and its descriptor stay until the process ends.</summary>
    /// <exception cref="IOException">It cannot be begun.</exception>
    public static SocketLoop OfProcess
    {
        get
        {
            // Where it could not be begun, for want of a descriptor, it may be later.
            lock (Beginning)
                return field ??= new SocketLoop(Math.Max(8, 4 * Environment.ProcessorCount));
        }
    }

    /// <summary>How many threads there are.</summary>
    public int Threads { get; }

    /// <summary>Takes a socket in, and gives it its number. Nothing is told of it before it is watched.</summary>
    public void Add(ILoopSocket socket) => socket.Token = _sockets.Add(socket);

    /// <summary>Watches a socket. What is so already is told at once.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Watch(ILoopSocket socket, SafeHandle handle, uint events) => LinuxSockets.Add(_poll, handle, events, socket.Token);

    /// <summary>Watches it for other events, or for the same once more. What is so already is told at once.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void WatchAgain(ILoopSocket socket, SafeHandle handle, uint events) => LinuxSockets.Change(_poll, handle, events, socket.Token);

    /// <summary>Forgets a socket. The system does when it is closed.</summary>
    public void Forget(ILoopSocket socket) => _sockets.Remove(socket.Token);

    private void Run()
    {
        var clean = ExecutionContext.Capture()!;
        while (true)
        {
            var (events, token) = LinuxSockets.Wait(_poll);
            var others = Interlocked.Decrement(ref _waiting);
            _sockets.Find(token)?.Happened(events, isAlone: others == 0);
            // What a session left in its context is not the next one's.
            ExecutionContext.Restore(clean);
            Interlocked.Increment(ref _waiting);
        }
    }
}
