// What is listened on, and the life of the server. The rules kept here:
// - All listeners are bound or none, and what cannot be bound is said by name.
// - Stopping: accept no more; ask every handler to end; wait; cut the rest; wait a little; never longer than the options say.
// - The loop of this folder carries the bytes (docs/adr/0011-socket-loop.md), or Kestrel's socket transport; its HTTP server is not involved (docs/adr/0001-connections.md).
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Connections;

/// <summary>Accepts connections on every listener and gives them to their protocol's handler.</summary>
public sealed class ConnectionServer : IHostedService, IAsyncDisposable
{
    /// <summary>What handlers may take to notice that their connection was cut.</summary>
    private static readonly TimeSpan AfterCut = TimeSpan.FromSeconds(1);

    private readonly ConnectionOptions _options;
    private readonly ConnectionEnvironment _environment;
    private readonly CertificateSource _certificates;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly Dictionary<string, IConnectionHandler> _handlers;
    private readonly Dictionary<string, Listener> _listeners;
    private readonly List<SocketListener> _bound = [];
    private readonly List<BoundEndPoint> _endPoints = [];
    private Heartbeat? _heartbeat;
    private ConnectionRunner? _runner;
    private bool _stopped;

    /// <summary>Makes the server; nothing is bound before <see cref="StartAsync"/>.</summary>
    public ConnectionServer(
        IOptions<ConnectionOptions> options,
        IEnumerable<IConnectionHandler> handlers,
        CertificateSource certificates,
        ConnectionMetrics metrics,
        TimeProvider time,
        ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        _options = options.Value;
        _logs = logs;
        _log = logs.CreateLogger<ConnectionServer>();
        _certificates = certificates;
        var room = DescriptorLimit.Connections(_options.MaxConnections, _options.ReservedDescriptors, DescriptorLimit.Read());
        if (room < _options.MaxConnections)
            _log.FewDescriptors(_options.MaxConnections, room);
        var limits = new ConnectionLimits(_options, time) { MaxConnections = room };
        _environment = new(_options, time, limits, new Newcomers(_options.MaxConnectionsBeforeLogin), metrics, certificates, _log);
        _handlers = handlers.ToDictionary(handler => handler.Protocol, StringComparer.OrdinalIgnoreCase);
        _listeners = _options.Listeners.Select(listener => new Listener(listener, _options)).ToDictionary(listener => listener.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Where the server accepts, in the order of the listeners.</summary>
    public IReadOnlyList<BoundEndPoint> EndPoints => _endPoints;

    /// <summary>Connections open now.</summary>
    public int OpenConnections => _runner?.Open ?? 0;

    /// <summary>Connections accepted since the start.</summary>
    internal long AcceptedConnections => _runner?.Accepted ?? 0;

    /// <summary>Loads the certificates and binds every listener.</summary>
    /// <exception cref="ListenException">A listener cannot be bound; none is then.</exception>
    /// <exception cref="CertificateException">A certificate cannot be used.</exception>
    /// <exception cref="InvalidOperationException">A listener's protocol has no handler.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in _listeners.Values)
        {
            if (!_handlers.ContainsKey(listener.Protocol))
                throw new InvalidOperationException($"{listener.Name}: no handler speaks '{listener.Protocol}'.");
        }
        if (_listeners.Values.Any(listener => listener.Tls != TlsMode.None))
            await _certificates.LoadAsync(cancellationToken);
        var sockets = await BindAsync();
        _heartbeat = new Heartbeat(_environment.Time);
        _runner = new ConnectionRunner(_environment, _heartbeat, _environment.Time);
        foreach (var (socket, listener) in sockets)
        {
            var endPoint = socket.EndPoint.Unmapped();
            _endPoints.Add(new(listener.Name, endPoint));
            _log.Accepting(listener.Name, endPoint);
            _bound.Add(socket);
            socket.Begin(Reception(listener, _runner));
        }
    }

    /// <summary>Connects to a listener in memory: limits, TLS, timeouts and shutdown apply as on a socket.</summary>
    /// <param name="listener">The listener's name.</param>
    /// <param name="remote">The address the client pretends to have; 127.0.0.1 when not given.</param>
    /// <param name="local">The address it pretends to have connected to.</param>
    /// <returns>The client's end. Completing its output is a half-close.</returns>
    public IDuplexPipe Connect(string listener, IPEndPoint? remote = null, IPEndPoint? local = null)
    {
        var runner = _runner ?? throw new InvalidOperationException("The server is not started.");
        var settings = _listeners.GetValueOrDefault(listener) ?? throw new ArgumentException($"No listener is named '{listener}'.", nameof(listener));
        var (client, server) = MemoryTransport.Pair(_options.ReadBufferSize, _options.WriteBufferSize);
        var transport = new MemoryTransport("memory", server, remote ?? new(IPAddress.Loopback, 0), local ?? new(IPAddress.Loopback, 0));
        var reception = Reception(settings, runner);
        reception.ServeElsewhere(transport, reception.Enter());
        return client;
    }

    /// <summary>Stops: no new clients, every handler is asked to end and given <see cref="ConnectionOptions.ShutdownTimeout"/>, the rest is cut.</summary>
    /// <param name="cancellationToken">Cuts what is left at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_runner is not { } runner || _heartbeat is not { } heartbeat || _stopped)
            return;
        _stopped = true;
        foreach (var socket in _bound)
            await socket.UnbindAsync();
        runner.Stop();
        if (!await EndsAsync(runner.Quiet, _options.ShutdownTimeout, cancellationToken))
        {
            var rest = heartbeat.All();
            _log.CutAtStop(rest.Length);
            foreach (var connection in rest)
                connection.Abort(ConnectionEnd.ServerStopping);
            if (!await EndsAsync(runner.Quiet, AfterCut, CancellationToken.None))
                _log.StuckAtStop(runner.Open);
        }
        foreach (var socket in _bound)
            await socket.DisposeAsync();
        await heartbeat.DisposeAsync();
    }

    /// <summary>Stops, if that was not done.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async ValueTask<bool> EndsAsync(Task task, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(within, _environment.Time, cancellationToken);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Binds everything, or unbinds what was bound and says all that failed.</summary>
    private async Task<List<(SocketListener Socket, Listener Listener)>> BindAsync()
    {
        var sockets = new List<(SocketListener, Listener)>();
        var failures = new List<Exception>();
        var texts = new List<string>();
        foreach (var listener in _listeners.Values)
        {
            foreach (var endPoint in listener.EndPoints)
            {
                try
                {
                    sockets.Add((SocketListener.Bind(listener, endPoint, NoRoom(listener), _environment, _logs), listener));
                }
                catch (Exception failure) when (failure is IOException or SocketException)
                {
                    failures.Add(failure);
                    texts.Add($"{listener.Name}: {endPoint} {WhyNot(failure)}");
                }
            }
        }
        if (failures.Count == 0)
            return sockets;
        foreach (var (socket, _) in sockets)
            await socket.DisposeAsync();
        throw new ListenException(string.Join('\n', texts), failures.Count == 1 ? failures[0] : new AggregateException(failures));
    }

    /// <summary>What a client is told for which there is no descriptor; nothing where a handshake would have to come first.</summary>
    private ReadOnlyMemory<byte> NoRoom(Listener listener) => listener.Tls == TlsMode.Implicit
        ? default
        : _handlers[listener.Protocol].Refuse(new(RefusalReason.TooManyConnections, "too many connections to this server, try again later"));

    private static string WhyNot(Exception failure) => (failure as SocketException ?? failure.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "is in use",
        SocketError.AccessDenied => "needs rights that this process does not have",
        SocketError.AddressNotAvailable => "is not an address of this machine",
        _ => $"cannot be bound: {failure.Message}",
    };

    private Reception Reception(Listener listener, ConnectionRunner runner) => new(runner, listener, _handlers[listener.Protocol]);
}
