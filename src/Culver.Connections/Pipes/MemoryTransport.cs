using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Culver.Connections;

/// <summary>A transport over a pipe in memory, with the addresses it is told.</summary>
internal sealed class MemoryTransport : ConnectionContext
{
    private readonly FeatureCollection _features = new();
    private bool _cut;

    public MemoryTransport(string id, IDuplexPipe near, IPEndPoint remote, IPEndPoint local)
    {
        ConnectionId = id;
        Transport = near;
        RemoteEndPoint = remote;
        LocalEndPoint = local;
    }

    public override string ConnectionId { get; set; }

    public override IDuplexPipe Transport { get; set; }

    public override IFeatureCollection Features => _features;

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <summary>Two ends of one connection, each direction bounded like a socket's buffers.</summary>
    public static (IDuplexPipe Client, IDuplexPipe Server) Pair(int toServer, int toClient)
    {
        // Neither end may run the other's continuation on its own stack.
        var up = new Pipe(new PipeOptions(pauseWriterThreshold: toServer, resumeWriterThreshold: toServer / 2, useSynchronizationContext: false));
        var down = new Pipe(new PipeOptions(pauseWriterThreshold: toClient, resumeWriterThreshold: toClient / 2, useSynchronizationContext: false));
        return (new End(down.Reader, up.Writer), new End(up.Reader, down.Writer));
    }

    /// <summary>Releases whoever waits on our side; the other sees a reset once we are disposed.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Volatile.Write(ref _cut, true);
        Transport.Input.CancelPendingRead();
        Transport.Output.CancelPendingFlush();
    }

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync(Volatile.Read(ref _cut) ? new ConnectionResetException("The connection was cut.") : null);
        await Transport.Input.CompleteAsync();
        await base.DisposeAsync();
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
