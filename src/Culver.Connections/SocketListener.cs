using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Culver.Connections;

/// <summary>
/// A socket that is listened on, whatever carries its clients. Rules it upholds: no failure ends it but being unbound; where there is no descriptor or no memory
/// for a client it waits, clients with it, and does not ask again and again for what is not there; those it serves already have <see cref="SpareDescriptors"/>
/// meanwhile, and who comes before they are held again is sent away.
/// </summary>
internal abstract class SocketListener : IAsyncDisposable
{
    // tcp(7): TCP_NOTSENT_LOWAT; a level and a name that .NET has no words for.
    private const int LinuxTcp = 6;
    private const int LinuxNotSentLowWater = 25;
    private const int UnsentBuffers = 8;

    // How long clients wait at most for a descriptor that came free.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private long _lookedAt;
    private bool _isShort;

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    /// <param name="name">The listener's name.</param>
    /// <param name="endPoint">Where.</param>
    /// <param name="refusal">What is said to who comes when no descriptor can be spared.</param>
    /// <param name="environment">What all connections share.</param>
    protected SocketListener(string name, EndPoint endPoint, ReadOnlyMemory<byte> refusal, ConnectionEnvironment environment)
    {
        Unbound = _unbound.Token;
        Name = name;
        Refusal = refusal;
        Environment = environment;
        Socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        try
        {
            Socket.Listen(environment.Options.Backlog);
        }
        catch
        {
            Socket.Dispose();
            throw;
        }

        EndPoint = (IPEndPoint)Socket.LocalEndPoint!;
        SpareDescriptors.OfProcess.TryTake();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    protected string Name { get; }

    protected ReadOnlyMemory<byte> Refusal { get; }

    protected ConnectionEnvironment Environment { get; }

    protected Socket Socket { get; }

    /// <summary>Ends when it is unbound.</summary>
    protected CancellationToken Unbound { get; }

    /// <summary>Binds what the options ask for.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    /// <exception cref="IOException">The loop that is to serve its clients cannot be begun.</exception>
    public static SocketListener Bind(Listener listener, IPEndPoint endPoint, ReadOnlyMemory<byte> refusal, ConnectionEnvironment environment, Microsoft.Extensions.Logging.ILoggerFactory logs) =>
        SocketLoop.IsSupported && environment.Options.Transport == SocketTransport.Automatic
            // The loop before anything is bound: its threads are begun while there is something to begin them with.
            ? new LoopListener(SocketLoop.OfProcess, listener.Name, endPoint, refusal, environment)
            : new KestrelListener(listener.Name, endPoint, refusal, environment, logs);

    /// <summary>Begins to accept.</summary>
    public abstract void Begin(Reception reception);

    /// <summary>Accepts nobody any more: when it is over, whoever was accepted is counted.</summary>
    public virtual ValueTask UnbindAsync()
    {
        _unbound.Cancel();
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _unbound.Dispose();
    }

    /// <summary>How clients' sockets are set; on Linux those that are accepted have it from the one that is listened on.</summary>
    protected void Prepare(Socket socket)
    {
        var options = Environment.Options;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)Math.Max(1, options.KeepAlive.TotalSeconds));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        // Else the system takes megabytes for each client that does not read, and slows down all of them when its room for that runs out.
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LinuxTcp, LinuxNotSentLowWater, BitConverter.GetBytes(UnsentBuffers * options.WriteBufferSize));
    }

    /// <summary>Whether a client can be kept. Who comes when no descriptor can be spared is told so and has to go at once: not even a handshake is waited for.</summary>
    protected bool MayStay(SafeHandle accepted)
    {
        var spare = SpareDescriptors.OfProcess;
        if (!spare.AreHeld && Environment.Time.GetElapsedTime(_lookedAt) >= Pause)
        {
            _lookedAt = Environment.Time.GetTimestamp();
            spare.TryTake();
        }

        if (spare.AllowsClient(accepted))
        {
            if (_isShort)
                Environment.Log.AcceptsAgain(Name);
            _isShort = false;
            return true;
        }

        Environment.Metrics.Refused(Name, "Descriptors");
        NoteShort("no descriptor can be spared");
        return false;
    }

    /// <summary>Waits, after accept(2) failed with EMFILE, ENFILE, ENOBUFS or ENOMEM. The client stays in the backlog, so that the next call would fail at once.</summary>
    protected async ValueTask WaitAsync(string reason)
    {
        Environment.Metrics.NotAccepted(Name);
        NoteShort(reason);
        SpareDescriptors.OfProcess.LetGo();
        try
        {
            do
                await Task.Delay(Pause, Environment.Time, Unbound);
            while (!SpareDescriptors.OfProcess.TryTake());
        }
        catch (OperationCanceledException)
        {
            // Unbound: the next call says so.
        }
    }

    private void NoteShort(string reason)
    {
        if (!_isShort)
            Environment.Log.CannotAccept(Name, reason);
        _isShort = true;
    }
}
