using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Culver.Connections;

/// <summary>
/// A socket that is listened on. Rules it upholds: no failure ends it but being unbound; where there is no descriptor or no memory for a client it
/// waits, clients with it, and does not ask again and again for what is not there; those it serves already have <see cref="SpareDescriptors"/> meanwhile,
/// and who comes before they are held again is sent away.
/// </summary>
internal sealed class SocketListener : IConnectionListener
{
    // How long clients wait at most for a descriptor that came free.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private readonly SocketConnectionContextFactory? _factory;
    private readonly SocketLoop? _loop;
    private readonly ConnectionEnvironment _environment;
    private readonly Socket _socket;
    private readonly string _name;
    private readonly ReadOnlyMemory<byte> _refusal;
    private long _lookedAt;
    private bool _isShort;

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    /// <exception cref="IOException">The loop that is to serve its clients cannot be begun.</exception>
    /// <param name="name">The listener's name.</param>
    /// <param name="endPoint">Where.</param>
    /// <param name="refusal">What is said to who comes when no descriptor can be spared.</param>
    /// <param name="environment">What all connections share.</param>
    /// <param name="logs">For the transport's own lines.</param>
    public SocketListener(string name, EndPoint endPoint, ReadOnlyMemory<byte> refusal, ConnectionEnvironment environment, ILoggerFactory logs)
    {
        var options = environment.Options;
        _name = name;
        _refusal = refusal;
        _environment = environment;
        // Before anything is bound: its threads are begun while there is something to begin them with.
        _loop = SocketLoop.IsSupported && options.Transport == SocketTransport.Automatic ? SocketLoop.OfProcess : null;
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
        if (_loop is not null)
            return;
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
                if (!MayStay(accepted))
                    continue;
                accepted.NoDelay = true;
                if (_isShort)
                    _environment.Log.AcceptsAgain(_name);
                _isShort = false;
                return _loop?.Serve(accepted, _environment.Options.ReadBufferSize, _environment.Log) ?? _factory!.Create(accepted);
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
        _factory?.Dispose();
    }

    // Who comes when no descriptor can be spared is told so and has to go at once: not even a handshake is waited for.
    private bool MayStay(Socket accepted)
    {
        var spare = SpareDescriptors.OfProcess;
        if (!spare.AreHeld && _environment.Time.GetElapsedTime(_lookedAt) >= Pause)
        {
            _lookedAt = _environment.Time.GetTimestamp();
            spare.TryTake();
        }

        if (spare.AllowsClient(accepted.SafeHandle))
            return true;
        _environment.Metrics.Refused(_name, "Descriptors");
        NoteShort("no descriptor can be spared");
        try
        {
            accepted.Blocking = false;
            accepted.Send(_refusal.Span);
        }
        catch (SocketException)
        {
            // It is gone already.
        }

        accepted.Dispose();
        return false;
    }

    private void NoteShort(string reason)
    {
        if (!_isShort)
            _environment.Log.CannotAccept(_name, reason);
        _isShort = true;
    }

    // accept(2): EMFILE, ENFILE, ENOBUFS, ENOMEM. The client stays in the backlog, so that the next call would fail at once.
    private async ValueTask WaitAsync(string reason)
    {
        _environment.Metrics.NotAccepted(_name);
        NoteShort(reason);
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
