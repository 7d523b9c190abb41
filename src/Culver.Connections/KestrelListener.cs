using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Culver.Connections;

/// <summary>Accepts by the runtime, for Kestrel's socket transport.</summary>
internal sealed class KestrelListener : SocketListener
{
    private readonly SocketConnectionContextFactory _factory;
    private Task _accepting = Task.CompletedTask;

    public KestrelListener(string name, EndPoint endPoint, ReadOnlyMemory<byte> refusal, ConnectionEnvironment environment, ILoggerFactory logs)
        : base(name, endPoint, refusal, environment) =>
        _factory = new(
            new SocketConnectionFactoryOptions
            {
                MaxReadBufferSize = environment.Options.ReadBufferSize, MaxWriteBufferSize = environment.Options.WriteBufferSize,
                // The handler goes on where its bytes arrived, and its answer is sent where it was flushed: on a thread of the pool, two hops fewer for each
                // round trip. No thread that waits for sockets runs our code unless the runtime is told so (DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS).
                UnsafePreferInlineScheduling = true,
            },
            logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));

    public override void Begin(Reception reception) => _accepting = AcceptAsync(reception);

    public override async ValueTask UnbindAsync()
    {
        await base.UnbindAsync();
        await _accepting;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _factory.Dispose();
    }

    private async Task AcceptAsync(Reception reception)
    {
        while (!Unbound.IsCancellationRequested)
        {
            try
            {
                await AcceptOneAsync(reception);
            }
            catch (Exception failure)
            {
                Environment.Log.AcceptFailed(failure, Name);
                await WaitAsync(failure.Message);
            }
        }
    }

    private async ValueTask AcceptOneAsync(Reception reception)
    {
        try
        {
            var accepted = await Socket.AcceptAsync(Unbound);
            if (!MayStay(accepted.SafeHandle))
            {
                TurnAway(accepted);
                return;
            }

            TryPrepare(accepted);
            reception.ServeElsewhere(_factory.Create(accepted), reception.Enter());
        }
        catch (Exception) when (Unbound.IsCancellationRequested)
        {
            // That is why.
        }
        catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or SocketError.InvalidArgument)
        {
            // The client went while it waited.
        }
        catch (SocketException failure)
        {
            await WaitAsync(failure.Message);
        }
    }

    private void TryPrepare(Socket accepted)
    {
        try
        {
            Prepare(accepted);
        }
        catch (SocketException)
        {
            // The client is gone already; the transport will find out.
        }
    }

    private void TurnAway(Socket accepted)
    {
        try
        {
            accepted.Blocking = false;
            accepted.Send(Refusal.Span);
        }
        catch (SocketException)
        {
            // It is gone already.
        }

        accepted.Dispose();
    }
}
