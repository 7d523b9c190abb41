using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Culver.Bench.Targets;

/// <summary>
/// Events of a .NET process, by the diagnostics socket every such process opens (the runtime's diagnostic IPC protocol, CollectTracing2). The stream is not
/// parsed: who reads it looks for names it knows.
/// </summary>
internal sealed class RuntimeEvents : IDisposable
{
    /// <summary>Looks at what arrived and was not taken yet; returns how much of it is not needed again.</summary>
    public delegate int Look(ReadOnlySpan<byte> octets);

    private const int Header = 20;

    private const byte EventPipe = 2;

    private const byte StopTracing = 1;

    private const byte CollectTracing = 3; // CollectTracing2

    // An event that is not whole yet is shorter than this.
    private const int Longest = 4096;

    private readonly string _path;
    private readonly Socket _socket;
    private readonly byte[] _session;

    private RuntimeEvents(string path, Socket socket, byte[] session)
    {
        _path = path;
        _socket = socket;
        _session = session;
    }

    /// <summary>Whether nothing comes any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Begins to read what a provider says, told how by an argument. Null where the process has no such socket.</summary>
    public static async Task<RuntimeEvents?> OpenAsync(int process, string provider, string argument, Look look)
    {
        // A process that was killed leaves its socket behind, and another may have got its number.
        foreach (var path in Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket"))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                await socket.SendAsync(Request(CollectTracing, Wanted(provider, argument)));
                var events = new RuntimeEvents(path, socket, await Task.Run(() => Reply(socket)));
                _ = events.ReadAsync(look);
                return events;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    /// <summary>Ends it and waits until it has ended in the process: some providers speak to one session at a time, and the process would notice a closed socket only later.</summary>
    public void Dispose()
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
            socket.Connect(new UnixDomainSocketEndPoint(_path));
            socket.Send(Request(StopTracing, _session));
            Reply(socket);
        }
        catch (SocketException)
        {
            // The process has ended.
        }

        _socket.Dispose();
    }

    private static byte[] Wanted(string provider, string argument)
    {
        var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        writer.Write(1u); // Megabytes of buffer.
        writer.Write(1u); // The nettrace format.
        writer.Write(false); // No rundown.
        writer.Write(1u); // One provider.
        writer.Write(-1L); // All its keywords.
        writer.Write(4u); // Informational.
        foreach (var text in new[] { provider, argument })
        {
            writer.Write(text.Length + 1);
            writer.Write(Encoding.Unicode.GetBytes(text + "\0"));
        }

        return payload.ToArray();
    }

    private static byte[] Request(byte command, byte[] payload)
    {
        var request = new byte[Header + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        (request[16], request[17]) = (EventPipe, command);
        payload.CopyTo(request, Header);
        return request;
    }

    // Both commands are answered with the number of the session.
    private static byte[] Reply(Socket socket)
    {
        var reply = new byte[Header + sizeof(ulong)];
        for (var filled = 0; filled < reply.Length;)
        {
            var read = socket.Receive(reply.AsSpan(filled));
            filled += read > 0 ? read : throw new SocketException((int)SocketError.ConnectionReset);
        }

        return reply[Header..];
    }

    private async Task ReadAsync(Look look)
    {
        var (buffer, kept) = (new byte[1 << 16], 0);
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(kept));
                if (read == 0)
                    break;
                kept += read;
                var taken = Math.Max(look(buffer.AsSpan(0, kept)), kept - Longest);
                buffer.AsSpan(taken, kept - taken).CopyTo(buffer);
                kept -= taken;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended, or this has.
        }

        IsEnded = true;
    }
}
