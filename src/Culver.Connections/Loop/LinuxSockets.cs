// What the socket loop asks of Linux: epoll(7), and recv(2) and send(2) that never wait. Rules upheld here: a socket is named by its safe handle, so that
// its number cannot become another's during a call; a call that a signal interrupts is made again.
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>The calls of Linux that .NET does not offer.</summary>
internal static partial class LinuxSockets
{
    public const uint Readable = 0x001;
    public const uint Urgent = 0x002;
    public const uint Writable = 0x004;
    public const uint Failed = 0x008;
    public const uint HungUp = 0x010;
    public const uint ClientEnded = 0x2000;
    public const uint OnEdges = 1u << 31;

    /// <summary>Nothing is there now, or nothing fits now.</summary>
    public const int WouldWait = -1;

    /// <summary>The connection is over.</summary>
    public const int Broken = -2;

    private const int CloseOnExec = 0x80000;
    private const int ControlAdd = 1;
    private const int ControlModify = 3;
    private const int ErrorInterrupted = 4;
    private const int ErrorAgain = 11;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int EventSize = 16;

    // struct epoll_event is packed on x86 alone.
    private static readonly int TokenAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    /// <summary>Makes what threads wait at.</summary>
    /// <exception cref="IOException">There is no descriptor, or no memory.</exception>
    public static int CreatePoll()
    {
        var poll = EpollCreate(CloseOnExec);
        return poll >= 0 ? poll : throw new IOException($"Cannot wait for sockets (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>Watches a socket.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static void Add(int poll, SafeSocketHandle socket, uint events, ulong token) => Control(poll, ControlAdd, socket, events, token);

    /// <summary>Watches a socket for other events than before. What is so already is told again.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static void Change(int poll, SafeSocketHandle socket, uint events, ulong token) => Control(poll, ControlModify, socket, events, token);

    /// <summary>Waits until something happens to any socket, and takes one event.</summary>
    public static (uint Events, ulong Token) Wait(int poll)
    {
        Span<byte> happened = stackalloc byte[EventSize];
        while (true)
        {
            switch (EpollWait(poll, ref MemoryMarshal.GetReference(happened), 1, -1))
            {
                case > 0:
                    return (MemoryMarshal.Read<uint>(happened), MemoryMarshal.Read<ulong>(happened[TokenAt..]));
                case < 0 when Marshal.GetLastPInvokeError() != ErrorInterrupted:
                    throw new IOException($"Cannot wait for sockets (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
    }

    /// <summary>Takes what has arrived: how much, zero at its end, <see cref="WouldWait"/> or <see cref="Broken"/>.</summary>
    public static int Receive(SafeSocketHandle socket, Span<byte> into)
    {
        try
        {
            while (true)
            {
                var count = Receive(socket, ref MemoryMarshal.GetReference(into), (nuint)into.Length, DoNotWait);
                if (count >= 0)
                    return (int)count;
                if (Marshal.GetLastPInvokeError() is var error && error != ErrorInterrupted)
                    return error == ErrorAgain ? WouldWait : Broken;
            }
        }
        catch (ObjectDisposedException)
        {
            return Broken;
        }
    }

    /// <summary>Sends what fits: how much, <see cref="WouldWait"/> or <see cref="Broken"/>.</summary>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (true)
            {
                var count = Send(socket, ref MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, DoNotWait | NoSignal);
                if (count >= 0)
                    return (int)count;
                if (Marshal.GetLastPInvokeError() is var error && error != ErrorInterrupted)
                    return error == ErrorAgain ? WouldWait : Broken;
            }
        }
        catch (ObjectDisposedException)
        {
            return Broken;
        }
    }

    private static void Control(int poll, int operation, SafeSocketHandle socket, uint events, ulong token)
    {
        Span<byte> wanted = stackalloc byte[EventSize];
        MemoryMarshal.Write(wanted, events);
        MemoryMarshal.Write(wanted[TokenAt..], token);
        if (EpollControl(poll, operation, socket, ref MemoryMarshal.GetReference(wanted)) < 0)
            throw new IOException($"Cannot watch a socket (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollControl(int poll, int operation, SafeSocketHandle socket, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollWait(int poll, ref byte happened, int most, int timeout);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeSocketHandle socket, ref byte into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeSocketHandle socket, ref byte bytes, nuint length, int flags);
}
