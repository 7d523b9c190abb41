using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Culver.Connections;

/// <summary>
/// A socket that is listened on. Rules it upholds: no failure ends it but being unbound; where there is no descriptor or no memory for a client it
/// waits, clients with it, and does not ask again and again for what is not there; those it serves already have <see cref="SpareDescriptors"/> meanwhile.
/// </summary>
internal sealed class SocketListener : IConnectionListener
{
    // How long clients wait at most for a descriptor that came free.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private readonly SocketConnectionContextFactory _factory;
    private readonly ConnectionEnvironment _environment;
    private readonly Socket _socket;
    private readonly string _name;
    private bool _isShort;

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public SocketListener(string name, EndPoint endPoint, ConnectionEnvironment environment, ILoggerFactory logs)
    {
        var options = environment.Options;
        _name = name;
        _environment = environment;
        _socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        try
        {
            _socket.Listen(options.Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        EndPoint = _socket.LocalEndPoint!;
        SpareDescriptors.OfProcess.TryTake();
        _factory = new(
            new SocketConnectionFactoryOptions
            {
                MaxReadBufferSize = options.ReadBufferSize, MaxWriteBufferSize = options.WriteBufferSize,
                // The handler goes on where its bytes arrived, and its answer is sent where it was flushed: on a thread of the pool, two hops fewer for each
                // round trip. No thread that waits for sockets runs our code unless the runtime is told so (DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS).
                UnsafePreferInlineScheduling = true,
            },
            logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(cancellationToken);
                accepted.NoDelay = true;
                if (_isShort)
                    _environment.Log.AcceptsAgain(_name);
                _isShort = false;
                return _factory.Create(accepted);
            }
            catch (Exception) when (_unbound.IsCancellationRequested)
            {
                return null;
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
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.Cancel();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(CancellationToken.None);
        _factory.Dispose();
    }

    // accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM. The client stays in the backlog, so that the next call would fail at once.
    private async ValueTask WaitAsync(string reason)
    {
        _environment.Metrics.NotAccepted(_name);
        if (!_isShort)
            _environment.Log.CannotAccept(_name, reason);
        _isShort = true;
        SpareDescriptors.OfProcess.LetGo();
        try
        {
            do
                await Task.Delay(Pause, _environment.Time, _unbound.Token);
            while (!SpareDescriptors.OfProcess.TryTake());
        }
        catch (OperationCanceledException)
        {
            // Unbound: the next call says so.
        }
    }
}
