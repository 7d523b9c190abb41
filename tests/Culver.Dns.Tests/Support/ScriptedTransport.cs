using System.Net;
using Culver.Dns.Stub;

namespace Culver.Dns.Tests.Support;

/// <summary>Name servers that do as they are told. A server without a word to say is silent until the clock ends the wait.</summary>
internal sealed class ScriptedTransport : IDnsTransport
{
    private readonly List<(string Server, byte[] Query)> _asked = [];

    /// <summary>What a server sends back over UDP; null is silence.</summary>
    public Func<string, byte[], byte[]?> Datagram { get; set; } = static (_, _) => null;

    /// <summary>What a server sends back over TCP.</summary>
    public Func<string, byte[], byte[]> Stream { get; set; } = static (_, _) => throw new IOException("nobody listens");

    /// <summary>Called when a server stays silent.</summary>
    public Action Silent { get; set; } = static () => { };

    public IReadOnlyList<(string Server, byte[] Query)> Asked => _asked;

    /// <summary>Held, no server answers; a test opens it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async ValueTask<ReadOnlyMemory<byte>?> DatagramAsync(IPEndPoint server, ReadOnlyMemory<byte> query, Func<ReadOnlyMemory<byte>, bool> isWanted, CancellationToken cancellationToken)
    {
        lock (_asked)
            _asked.Add((server.ToString(), query.ToArray()));
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Datagram(server.ToString(), query.ToArray()) is { } reply)
            return isWanted(reply) ? reply : null;
        var silence = new TaskCompletionSource<ReadOnlyMemory<byte>?>();
        using var end = cancellationToken.Register(() => silence.TrySetCanceled(cancellationToken));
        Silent();
        return await silence.Task;
    }

    public ValueTask<ReadOnlyMemory<byte>> StreamAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        lock (_asked)
            _asked.Add(("tcp " + server, query.ToArray()));
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(Stream(server.ToString(), query.ToArray()));
    }
}
