// One client, from accept to close. The rules kept here:
// - Input and Output are the same objects for the connection's whole life; layers (TLS, COMPRESS) change beneath them,
//   so a framer or writer that holds them never sees bytes of the wrong layer.
// - What was read ahead before STARTTLS is thrown away before the go-ahead is sent; what was read ahead before another layer goes to that layer.
// - A client that disappears is a completed read or flush, never an exception.
// - Time limits are plain timestamps that the shared heartbeat compares; setting one costs a store, and no timer.
using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>A client's connection: one duplex pipe that can be upgraded in place, and what is known of its other end.</summary>
/// <remarks>Used by one handler at a time. Only <see cref="Abort()"/>, <see cref="PipeReader.CancelPendingRead"/> of <see cref="Input"/> and the timeouts may be called from elsewhere.</remarks>
#pragma warning disable CA1001 // The token source has no timer and no wait handle; nothing is left to dispose.
public sealed class ClientConnection
#pragma warning restore CA1001
{
    private readonly ConnectionContext _transport;
    private readonly Listener _listener;
    private readonly ConnectionEnvironment _environment;
    private readonly ConnectionReader _input;
    private readonly ConnectionWriter _output;
    private readonly CancellationTokenSource _ending = new();
    private readonly Deadlines _deadlines;
    private readonly Stack<IAsyncDisposable> _layers = new(0);
    private IDuplexPipe _pipe;
    private byte[]? _serverEndPoint;
    private SessionBindings? _sessionBindings;
    private string? _account;
    // Set while the client is counted among those that have not logged in.
    private LinkedListNode<ClientConnection>? _newcomer;
    // When and at which byte what is arriving now began; meaningless while nothing is.
    private long _arrivingSince;
    private long _arrivingFrom;
    private bool _isArriving;
    private int _end;
    private bool _aborted;
    // Set while the handler runs and no handshake does: only then can a timeout be told before it cuts.
    private bool _withHandler;

    internal ClientConnection(string id, ConnectionContext transport, Listener listener, ConnectionEnvironment environment)
    {
        Id = id;
        _transport = transport;
        _listener = listener;
        _environment = environment;
        _pipe = transport.Transport;
        _deadlines = new(environment.Time);
        _input = new(this, _pipe.Input);
        _output = new(this, _pipe.Output, _deadlines, environment.Options.WriteTimeout);
        RemoteEndPoint = Address(transport.RemoteEndPoint);
        LocalEndPoint = Address(transport.LocalEndPoint);
        IsLoopback = IPAddress.IsLoopback(RemoteEndPoint.Address);

        // A local transport without addresses is as near as loopback.
        static IPEndPoint Address(EndPoint? endPoint) => endPoint is IPEndPoint ip ? ip.Unmapped() : new IPEndPoint(IPAddress.Loopback, 0);
    }

    /// <summary>A short text, unique in this run of the server, that every log line about the connection carries.</summary>
    public string Id { get; }

    /// <summary>The name of the listener it came through.</summary>
    public string ListenerName => _listener.Name;

    /// <summary>The client's address; the one a trusted proxy named, if it came through one.</summary>
    public IPEndPoint RemoteEndPoint { get; private set; }

    /// <summary>The address the client connected to; the one a trusted proxy named, if it came through one.</summary>
    public IPEndPoint LocalEndPoint { get; private set; }

    /// <summary>Whether the client is on this machine. A client whose address a proxy could not tell is not.</summary>
    public bool IsLoopback { get; private set; }

    /// <summary>Whether nobody between the client and us, or the proxy we trust, can read along.</summary>
    public bool IsSecure => Tls is not null;

    /// <summary>The TLS session, when there is one.</summary>
    public TlsDetails? Tls { get; private set; }

    /// <summary>Whether <see cref="StartTlsAsync"/> may be offered now.</summary>
    public bool CanStartTls => _listener.Tls == TlsMode.StartTls && Tls is null && _environment.Certificates is not null;

    /// <summary>The <c>tls-server-end-point</c> channel binding (RFC 5929 §4) of the certificate actually served;
    /// <see langword="null"/> without TLS of our own, or where the binding is not defined for the certificate.</summary>
    public ReadOnlyMemory<byte>? ServerEndPointBinding => _serverEndPoint is { } binding ? binding : default(ReadOnlyMemory<byte>?);

    /// <summary>The <c>tls-unique</c> channel binding (RFC 5929 §3); empty from TLS 1.3 on, and wherever it is not known to be unique.</summary>
    public ReadOnlyMemory<byte> UniqueBinding => _sessionBindings?.Unique;

    /// <summary>The <c>tls-exporter</c> channel binding (RFC 9266) of a TLS 1.3 session; empty where the TLS library does not give it.</summary>
    public ReadOnlyMemory<byte> ExporterBinding => _sessionBindings?.Exporter;

    /// <summary>What the client sends. When the client is gone, a read is completed and empty; it does not throw. No buffer is held while a read waits.</summary>
    public PipeReader Input => _input;

    /// <summary>What goes to the client. When the client is gone, <see cref="FlushResult.IsCompleted"/> says so; nothing throws.
    /// A flush waits until the system has taken all, or while <see cref="ConnectionOptions.WriteBufferSize"/> bytes are unsent where Kestrel's transport or memory carries them.</summary>
    public PipeWriter Output => _output;

    /// <summary>Cancelled when the connection has to end; the same token the handler is given.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Why the connection has to end; <see cref="ConnectionEnd.None"/> until it has to.</summary>
    public ConnectionEnd End => (ConnectionEnd)Volatile.Read(ref _end);

    /// <summary>How long a client may take to log in here.</summary>
    public TimeSpan PreLoginTimeout => _listener.PreLoginTimeout;

    /// <summary>How long a logged-in client may be silent here.</summary>
    public TimeSpan IdleTimeout => _listener.IdleTimeout;

    /// <summary>Bytes of the protocol read from the client so far, after decryption.</summary>
    public long BytesReceived => _input.Bytes;

    /// <summary>Bytes of the protocol written for the client so far, before encryption.</summary>
    public long BytesSent => _output.Bytes;

    /// <summary>Whether the transport was cut: what is cancelled from then on is over.</summary>
    internal bool WasAborted => Volatile.Read(ref _aborted);

    /// <summary>Makes a connection over any duplex pipe, without a server: no limits but its own, and nothing watches its timeouts. For tests of handlers.</summary>
    /// <param name="transport">The server's side of the transport. It is completed when the connection is closed.</param>
    /// <param name="listener">The settings it is served under.</param>
    /// <param name="remote">The client's address; 127.0.0.1 when not given.</param>
    /// <param name="certificates">What STARTTLS serves; without it there is none.</param>
    public static ClientConnection Create(IDuplexPipe transport, ListenerOptions listener, IPEndPoint? remote = null, CertificateSource? certificates = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(listener);
        var options = new ConnectionOptions();
        var environment = ConnectionEnvironment.Alone(options, certificates);
        return new("alone", new MemoryTransport("alone", transport, remote ?? new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0)), new Listener(listener, options), environment);
    }

    /// <summary>Gives the client this long from now; then <see cref="Ending"/> fires with <see cref="ConnectionEnd.TimedOut"/>. Replaces what was set before. Kept to about a second.</summary>
    public void SetTimeout(TimeSpan timeout)
    {
        _isArriving = false;
        _deadlines.Set(Deadline.Client, timeout);
    }

    /// <summary>Lets the client take as long as it likes.</summary>
    public void ClearTimeout()
    {
        _isArriving = false;
        _deadlines.Clear(Deadline.Client);
    }

    /// <summary>The client has begun something, a command or a message: <see cref="ConnectionOptions.ArrivalTimeout"/> is its time for the rest, prolonged by
    /// <see cref="ConnectionOptions.LeastArrivalRate"/>. Then <see cref="Ending"/> fires with <see cref="ConnectionEnd.TooSlow"/>. To be called again
    /// whenever more has come; the first call after <see cref="SetTimeout"/> or <see cref="ClearTimeout"/> begins.</summary>
    public void SetArrivalTimeout() => SetArrivalTimeout(_environment.Options.ArrivalTimeout);

    /// <summary>The same with another time than <see cref="ConnectionOptions.ArrivalTimeout"/>.</summary>
    public void SetArrivalTimeout(TimeSpan timeout)
    {
        var time = _environment.Time;
        if (!_isArriving)
        {
            _arrivingSince = time.GetTimestamp();
            _arrivingFrom = BytesReceived;
            _isArriving = true;
        }
        var patience = timeout.TotalSeconds;
        var onTheWhole = patience + ((BytesReceived - _arrivingFrom) / (double)_environment.Options.LeastArrivalRate) - time.GetElapsedTime(_arrivingSince).TotalSeconds;
        // What came fast at first does not earn a long silence later.
        _deadlines.Set(Deadline.Client, TimeSpan.FromSeconds(Math.Clamp(onTheWhole, 0, patience)));
    }

    /// <summary>The client has shown that it is one, by a login or by beginning a message: it is no longer among those that are crowded out
    /// (<see cref="ConnectionOptions.MaxConnectionsBeforeLogin"/>).</summary>
    public void Settle()
    {
        if (Interlocked.Exchange(ref _newcomer, null) is { } place)
            _environment.Newcomers.Leave(place);
    }

    /// <summary>Calls <paramref name="ring"/> once, about this long from now, on a pool thread: for keep-alive lines during IDLE, without a timer. Replaces the alarm set before. It must not block.</summary>
    public void SetAlarm(TimeSpan after, Action ring)
    {
        ArgumentNullException.ThrowIfNull(ring);
        _deadlines.SetAlarm(after, ring);
    }

    /// <summary>Forgets the alarm.</summary>
    public void ClearAlarm() => _deadlines.ClearAlarm();

    /// <summary>Counts the connection to an account until it closes, or until another account is counted here.</summary>
    /// <param name="accountKey">Any stable name of the account; compared as it is.</param>
    /// <returns><see langword="false"/> when the account has <see cref="ConnectionOptions.MaxConnectionsPerAccount"/> connections already; the reply should say so.</returns>
    public bool TryCountAccount(string accountKey)
    {
        ArgumentNullException.ThrowIfNull(accountKey);
        if (_account == accountKey)
            return true;
        if (!_environment.Limits.TryEnterAccount(accountKey))
        {
            _environment.Metrics.Refused(_listener.Name, "account");
            return false;
        }
        ReleaseAccount();
        _account = accountKey;
        Settle();
        return true;
    }

    /// <summary>Stops counting the connection to its account, as when the client goes back to the not authenticated state.</summary>
    public void ReleaseAccount()
    {
        if (_account is { } account)
            _environment.Limits.LeaveAccount(account);
        _account = null;
    }

    /// <summary>Waits, without holding a buffer, until there is something to read.</summary>
    /// <returns><see langword="false"/> when the client will send no more.</returns>
    public async ValueTask<bool> WaitForInputAsync(CancellationToken cancellationToken)
    {
        var read = await _input.ReadAsync(cancellationToken);
        var any = !read.Buffer.IsEmpty;
        _input.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
        return any || !read.IsCompleted;
    }

    /// <summary>Answers STARTTLS: drops what was read ahead, sends the go-ahead, and performs the handshake. Afterwards the same pipes carry the protected bytes.</summary>
    /// <param name="goAhead">The reply that lets the client begin, line end included. It is sent after the read-ahead was dropped,
    /// because a quick client's first TLS bytes may arrive as soon as it is out.</param>
    /// <param name="cancellationToken">The handler's token.</param>
    /// <returns><see langword="false"/> when the handshake failed: nothing can be read or written any more and the handler should return.</returns>
    /// <exception cref="InvalidOperationException"><see cref="CanStartTls"/> is false.</exception>
    public async ValueTask<bool> StartTlsAsync(ReadOnlyMemory<byte> goAhead, CancellationToken cancellationToken)
    {
        if (!CanStartTls)
            throw new InvalidOperationException("TLS is not offered on this connection.");
        // RFC 3207 §4.2, RFC 9051 §6.2.1: nothing sent in the clear after STARTTLS may be acted on once the session is protected.
        // Bytes that arrive after this and before the client's handshake make the handshake fail.
        DropReadAhead();
        var flush = await _output.WriteAsync(goAhead, cancellationToken);
        return !flush.IsCompleted && await SecureAsync(cancellationToken);
    }

    /// <summary>Slips a layer, such as COMPRESS (RFC 4978), under the pipes, after sending the go-ahead in the old one. What was read ahead is the layer's first input.</summary>
    /// <param name="goAhead">The last bytes sent in the old layer.</param>
    /// <param name="layer">Makes the layer over the pipe given. If it is an <see cref="IAsyncDisposable"/> it is disposed when the connection closes, before the layers beneath it.</param>
    /// <param name="cancellationToken">The handler's token.</param>
    public async ValueTask PushLayerAsync(ReadOnlyMemory<byte> goAhead, Func<IDuplexPipe, IDuplexPipe> layer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layer);
        await _output.WriteAsync(goAhead, cancellationToken);
        Push(layer(_input.ExaminedAhead ? PipeReadAhead.Replay(_pipe) : _pipe));
    }

    /// <summary>Cuts the connection at once; unsent bytes are lost, pending reads and flushes complete.</summary>
    public void Abort() => Abort(ConnectionEnd.Aborted);

    internal void Abort(ConnectionEnd end)
    {
        EndWith(end);
        Volatile.Write(ref _aborted, true);
        _transport.Abort(new ConnectionAbortedException($"Connection ended: {end}."));
    }

    /// <summary>Asks the handler to end, giving it the grace time. The first reason stands.</summary>
    internal void EndWith(ConnectionEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, (int)ConnectionEnd.None) != (int)ConnectionEnd.None)
            return;
        _deadlines.Set(Deadline.Grace, _environment.Options.EndingGrace);
        // Off this thread: the heartbeat and the stopping server must not run the handlers' continuations.
        _ = _ending.CancelAsync();
    }

    /// <summary>The heartbeat's question. Called from one thread at a time, never from the handler's.</summary>
    internal void Beat(long now, bool look)
    {
        if (_deadlines.TakeAlarm(now) is { } ring)
            ThreadPool.UnsafeQueueUserWorkItem(static ring => ring(), ring, preferLocal: false);
        if (_deadlines.HasPassed(Deadline.Write, now))
        {
            _deadlines.Clear(Deadline.Write);
            Abort(ConnectionEnd.ClientNotReading);
        }
        else if (_deadlines.HasPassed(Deadline.Grace, now))
        {
            _deadlines.Clear(Deadline.Grace);
            Abort(ConnectionEnd.TimedOut);
        }
        else if (_deadlines.HasPassed(Deadline.Client, now))
        {
            _deadlines.Clear(Deadline.Client);
            if (Volatile.Read(ref _withHandler))
                EndWith(_isArriving ? ConnectionEnd.TooSlow : ConnectionEnd.TimedOut);
            else
                Abort(ConnectionEnd.TimedOut);
        }
        // While input is paused the transport does not read, so a reset goes unseen until the next write: ask the system.
        else if (look && SocketLiveness.IsGone(_transport))
        {
            Abort(ConnectionEnd.ClientGone);
        }
    }

    /// <summary>Counts the connection among those that have not logged in; another may have to go for it.</summary>
    internal void Arrive()
    {
        _newcomer = _environment.Newcomers.Enter(this, out var crowdedOut);
        if (crowdedOut is null)
            return;
        if (Volatile.Read(ref crowdedOut._withHandler))
            crowdedOut.EndWith(ConnectionEnd.CrowdedOut);
        else
            crowdedOut.Abort(ConnectionEnd.CrowdedOut);
    }

    /// <summary>From now on the connection is the handler's: timeouts are told before they cut.</summary>
    internal void HandOver()
    {
        SetTimeout(_listener.PreLoginTimeout);
        Volatile.Write(ref _withHandler, true);
    }

    /// <summary>The addresses and protection a trusted proxy told.</summary>
    internal void Adopt(ProxyHeader header)
    {
        if (header.IsLocal)
            return;
        RemoteEndPoint = header.Source ?? RemoteEndPoint;
        LocalEndPoint = header.Destination ?? LocalEndPoint;
        IsLoopback = header.Source is { } source && IPAddress.IsLoopback(source.Address);
        Tls = header.Tls;
    }

    internal PipeReader RawInput => _pipe.Input;

    /// <summary>Performs the server's side of the handshake on top of the present layer.</summary>
    internal async ValueTask<bool> SecureAsync(CancellationToken cancellationToken)
    {
        var withHandler = Volatile.Read(ref _withHandler);
        Volatile.Write(ref _withHandler, false);
        var before = _deadlines.Get(Deadline.Client);
        SetTimeout(_environment.Options.HandshakeTimeout);
        try
        {
            var layer = await TlsLayer.AcceptAsync(_pipe, _environment.Certificates!, _listener, cancellationToken);
            Push(layer);
            Tls = layer.Details;
            _serverEndPoint = layer.ServerEndPoint;
            _sessionBindings = layer.Bindings;
            _environment.Metrics.Handshake(_listener.Name, layer.Details.Version);
            _environment.Log.Secured(Id, layer.Details.Version, layer.Details.CipherSuite);
            return true;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            _environment.Metrics.HandshakeFailed(_listener.Name);
            _environment.Log.HandshakeFailed(Id, RemoteEndPoint, failure.InnerException?.Message ?? failure.Message);
            // Not cut: the alert that says why is on its way. Nothing may follow it.
            EndWith(ConnectionEnd.HandshakeFailed);
            _input.Shut();
            _output.Shut();
            return false;
        }
        finally
        {
            _deadlines.Put(Deadline.Client, before);
            Volatile.Write(ref _withHandler, withHandler);
        }
    }

    /// <summary>Sends what is unsent, ends TLS in order, closes, and gives back what was counted. Bounded by the grace time.</summary>
    internal async ValueTask CloseAsync()
    {
        Volatile.Write(ref _withHandler, false);
        _deadlines.ClearAlarm();
        _deadlines.Clear(Deadline.Client);
        // A slow client still gets its last 64 KiB when the handler ended by itself; one that had to end has had its time.
        _deadlines.Set(Deadline.Grace, End == ConnectionEnd.None ? _environment.Options.WriteTimeout : _environment.Options.EndingGrace);
        try
        {
            if (!WasAborted)
                await _output.FlushAsync(CancellationToken.None);
            while (_layers.TryPop(out var layer))
                await layer.DisposeAsync();
            if (!WasAborted)
                await LingerAsync();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went first.
            _environment.Log.CloseCutShort(Id, failure.Message);
        }
        finally
        {
            Settle();
            ReleaseAccount();
            _input.Forget();
            await _transport.DisposeAsync();
        }
    }

    /// <summary>A client that is still sending when we close would be answered with a reset, which can overtake our last line: read on for a moment.</summary>
    private async ValueTask LingerAsync()
    {
        var input = _transport.Transport.Input;
        (_transport as SocketConnection)?.LookAgain();
        if (!input.TryRead(out var read))
            return;
        _deadlines.Set(Deadline.Grace, TimeSpan.FromSeconds(2));
        while (!read.IsCompleted && !WasAborted)
        {
            input.AdvanceTo(read.Buffer.End);
            read = await input.ReadAsync(CancellationToken.None);
        }
        input.AdvanceTo(read.Buffer.End);
    }

    private void DropReadAhead()
    {
        PipeReadAhead.Drop(_pipe.Input);
        _input.Forget();
    }

    private void Push(IDuplexPipe layer)
    {
        _pipe = layer;
        if (layer is IAsyncDisposable disposable)
            _layers.Push(disposable);
        _input.Switch(layer.Input);
        _output.Switch(layer.Output);
    }
}
