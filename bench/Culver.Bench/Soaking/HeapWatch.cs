using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Culver.Bench.Soaking;

/// <summary>
/// Reads the size of a .NET process's managed heap from the counters of its runtime, by the diagnostics socket every such process opens (the runtime's
/// diagnostic IPC protocol, CollectTracing2). The stream is not parsed but searched for the counter's name: before its value stand only two strings.
/// </summary>
internal sealed class HeapWatch : IDisposable
{
    private static readonly byte[] Name = Encoding.Unicode.GetBytes("gc-heap-size\0");

    private readonly Socket _socket;

    private HeapWatch(Socket socket) => _socket = socket;

    /// <summary>What was last said; null before anything was.</summary>
    public double? Megabytes { get; private set; }

    /// <summary>Begins to watch. Null where the process has no such socket.</summary>
    public static async Task<HeapWatch?> OpenAsync(int process, int everySeconds)
    {
        if (Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").FirstOrDefault() is not { } path)
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync(Request($"EventCounterIntervalSec={everySeconds}"));
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        var watch = new HeapWatch(socket);
        _ = watch.ReadAsync();
        return watch;
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Request(string argument)
    {
        var payload = new MemoryStream();
        using var writer = new BinaryWriter(payload);
        writer.Write(1u); // Megabytes of buffer.
        writer.Write(1u); // The nettrace format.
        writer.Write(false); // No rundown.
        writer.Write(1u); // One provider.
        writer.Write(-1L); // All its keywords.
        writer.Write(4u); // Informational.
        foreach (var text in new[] { "System.Runtime", argument })
        {
            writer.Write(text.Length + 1);
            writer.Write(Encoding.Unicode.GetBytes(text + "\0"));
        }

        var request = new byte[20 + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(request);
        BinaryPrimitives.WriteUInt16LittleEndian(request.AsSpan(14), (ushort)request.Length);
        (request[16], request[17]) = (2, 3); // EventPipe, CollectTracing2.
        payload.ToArray().CopyTo(request, 20);
        return request;
    }

    private async Task ReadAsync()
    {
        var (buffer, kept) = (new byte[1 << 16], 0);
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(kept));
                if (read == 0)
                    return;
                kept += read;
                Look(buffer.AsSpan(0, kept));
                // What was said may go on in the next piece.
                var rest = Math.Min(kept, 512);
                buffer.AsSpan(kept - rest, rest).CopyTo(buffer);
                kept = rest;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended, or this has.
        }
    }

    // Name, display name (both end with a NUL), mean: the figure, in megabytes.
    private void Look(ReadOnlySpan<byte> octets)
    {
        var at = octets.LastIndexOf(Name);
        if (at < 0)
            return;
        for (at += Name.Length; at + 10 <= octets.Length; at += 2)
        {
            if (octets[at] == 0 && octets[at + 1] == 0)
            {
                Megabytes = BinaryPrimitives.ReadDoubleLittleEndian(octets[(at + 2)..]);
                return;
            }
        }
    }
}
