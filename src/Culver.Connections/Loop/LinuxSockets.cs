// What the socket loop asks of Linux: epoll(7), and accept4(2), recv(2) and send(2) that never wait. Rules upheld here: a socket is named by its safe handle,
// so that its number cannot become another's during a call; a call that a signal interrupts is made again, but for close(2).
using System.Buffers.Binary;
using System.Net;
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
    public const uint Once = 1u << 30;
    public const uint OnEdges = 1u << 31;

    /// <summary>Nothing is there now, or nothing fits now.</summary>
    public const int WouldWait = -1;

    /// <summary>The connection is over.</summary>
    public const int Broken = -2;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int ControlAdd = 1;
    private const int ControlModify = 3;
    private const int ErrorInterrupted = 4;
    private const int ErrorAgain = 11;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int EventSize = 16;
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    // sockaddr_in6, the larger of the two.
    private const int AddressSize = 28;
    private const int LevelSocket = 1;
    private const int OptionLinger = 13;
    private const int LevelTcp = 6;
    private const int OptionTcpInfo = 11;
    private const byte StateClose = 7;

    // accept(2): what befell the one client that was taken, and nothing of ours: ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
    // ENETUNREACH, ECONNABORTED, EPERM (a firewall), ECONNRESET, ETIMEDOUT.
    private static readonly int[] OfTheClient = [100, 71, 92, 112, 64, 113, 95, 101, 103, 1, 104, 110];

    // struct epoll_event is packed on x86 alone.
    private static readonly int TokenAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;

    // Looked up as the program's own calls are, so that a library that was preloaded, to make accepting fail for example, has its say.
    static LinuxSockets() =>
        NativeLibrary.SetDllImportResolver(typeof(LinuxSockets).Assembly, static (name, _, _) => name == "libc" ? NativeLibrary.GetMainProgramHandle() : IntPtr.Zero);

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
    public static void Add(int poll, SafeHandle socket, uint events, ulong token) => Control(poll, ControlAdd, socket, events, token);

    /// <summary>Watches a socket for other events than before. What is so already is told again.</summary>
    /// <exception cref="IOException">The system has no room for it.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static void Change(int poll, SafeHandle socket, uint events, ulong token) => Control(poll, ControlModify, socket, events, token);

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

    /// <summary>Takes a client that waits at a listening socket. The new socket does not block.</summary>
    /// <param name="listener">The listening socket, which does not block.</param>
    /// <param name="remote">The client's address.</param>
    /// <param name="error">What kept it from being taken: zero where it is taken, where none waits, and where it was gone before.</param>
    /// <exception cref="ObjectDisposedException">The listening socket is closed.</exception>
    public static SocketHandle? Accept(SafeHandle listener, out IPEndPoint? remote, out int error)
    {
        Span<byte> address = stackalloc byte[AddressSize];
        while (true)
        {
            var length = AddressSize;
            var accepted = Accept(listener, ref MemoryMarshal.GetReference(address), ref length, NonBlocking | CloseOnExec);
            if (accepted >= 0)
            {
                var handle = new SocketHandle(accepted);
                (remote, error) = (ReadAddress(address), 0);
                return handle;
            }

            error = Marshal.GetLastPInvokeError();
            if (error == ErrorInterrupted)
                continue;
            remote = null;
            if (error == ErrorAgain || OfTheClient.Contains(error))
                error = 0;
            return null;
        }
    }

    /// <summary>The address of our end of a socket; null where the system does not tell it.</summary>
    public static IPEndPoint? LocalAddress(SafeHandle socket)
    {
        Span<byte> address = stackalloc byte[AddressSize];
        var length = AddressSize;
        return GetName(socket, ref MemoryMarshal.GetReference(address), ref length) == 0 ? ReadAddress(address) : null;
    }

    /// <summary>Has the socket reset its connection when it is closed: what is unsent is lost.</summary>
    public static void ResetAtClose(SafeHandle socket)
    {
        // struct linger: on, with no time.
        Span<byte> linger = stackalloc byte[8];
        MemoryMarshal.Write(linger, 1);
        _ = SetOption(socket, LevelSocket, OptionLinger, ref MemoryMarshal.GetReference(linger), linger.Length);
    }

    /// <summary>Whether the connection is over: a reset came or a keep-alive failed. The client's having sent all it will is not that.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static bool IsOver(SafeHandle socket)
    {
        // The first octet of tcp_info is the state.
        byte state = 0;
        var length = 1;
        return GetOption(socket, LevelTcp, OptionTcpInfo, ref state, ref length) == 0 && state == StateClose;
    }

    /// <summary>Takes what has arrived: how much, zero at its end, <see cref="WouldWait"/> or <see cref="Broken"/>.</summary>
    public static int Receive(SafeHandle socket, Span<byte> into)
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
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> bytes)
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

    /// <summary>Closes a descriptor, which is gone whatever is answered: a second call could close another's.</summary>
    public static bool Close(nint descriptor) => CloseDescriptor(descriptor) == 0;

    private static IPEndPoint? ReadAddress(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) switch
    {
        FamilyV4 => new(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        FamilyV6 => new(new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        _ => null,
    };

    private static void Control(int poll, int operation, SafeHandle socket, uint events, ulong token)
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
    private static partial int EpollControl(int poll, int operation, SafeHandle socket, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollWait(int poll, ref byte happened, int most, int timeout);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeHandle socket, ref byte into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeHandle socket, ref byte bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Accept(SafeHandle listener, ref byte address, ref int length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetName(SafeHandle socket, ref byte address, ref int length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(SafeHandle socket, int level, int option, ref byte value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetOption(SafeHandle socket, int level, int option, ref byte value, ref int length);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseDescriptor(nint descriptor);
}
