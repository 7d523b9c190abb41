using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Culver.Connections;

/// <summary>
/// A socket that the loop serves. Rules upheld: the descriptor is closed once, under the count of its safe handle; nothing that goes wrong in what was waited for
/// ends the thread it happens on; while a client is silent, nothing is held but these objects.
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, ILoopSocket
{
    private const uint Reading = LinuxSockets.Readable | LinuxSockets.ClientEnded | LinuxSockets.Urgent | LinuxSockets.OnEdges;
    private const uint Over = LinuxSockets.Failed | LinuxSockets.HungUp;

    // Behind these a read that got less than it had room for does not mean that there is no more: an end brings no edge of its own when it
    // came with octets, and a read stops at urgent ones.
    private const uint NeverDrained = LinuxSockets.ClientEnded | LinuxSockets.Urgent | Over;

    private readonly SocketLoop _loop;
    private readonly ILogger _log;
    private readonly SocketInput _input;
    private readonly SocketOutput _output;
    private bool _isWatched;
    private int _isClosed;

    /// <summary>Takes over an accepted socket.</summary>
    /// <param name="handle">Its descriptor, closed with the connection.</param>
    /// <param name="remote">The client's address.</param>
    /// <param name="local">The address it came to.</param>
    /// <param name="loop">What tells of it.</param>
    /// <param name="largestRead">How much is read at once at most.</param>
    /// <param name="log">Where what goes wrong is written down.</param>
    public SocketConnection(SafeHandle handle, IPEndPoint? remote, IPEndPoint? local, SocketLoop loop, int largestRead, ILogger log)
    {
        Handle = handle;
        _loop = loop;
        _log = log;
        _input = new(this, largestRead);
        _output = new(this);
        RemoteEndPoint = remote;
        LocalEndPoint = local;
        loop.Add(this);
    }

    /// <summary>The socket's descriptor.</summary>
    public SafeHandle Handle { get; }

    public ulong Token { get; set; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public override string ConnectionId { get; set; } = "socket";

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public override IFeatureCollection Features => field ??= new FeatureCollection();

    public override IDictionary<object, object?> Items { get => field ??= new Dictionary<object, object?>(); set; }

    /// <summary>Looks for what has arrived even where the loop has not told of it yet.</summary>
    public void LookAgain() => _input.LookAgain();

    public void Happened(uint events, bool isAlone)
    {
        try
        {
            if ((events & NeverDrained) != 0)
                _input.IsNeverDrained = true;
            var reads = (events & (Reading | Over)) != 0;
            if ((events & (LinuxSockets.Writable | Over)) != 0)
                _output.GoOn(elsewhere: isAlone || reads);
            if (reads)
                _input.GoOn(elsewhere: isAlone);
        }
        catch (Exception failure)
        {
            _log.Unhandled(failure, ConnectionId);
            Abort(new ConnectionAbortedException("Unhandled failure."));
        }
    }

    /// <summary>Has the loop tell of what arrives from now on, and of what has arrived already; does nothing where it does.</summary>
    public void WatchReading()
    {
        if (Volatile.Read(ref _isWatched))
            return;
        lock (_output)
        {
            if (!_isWatched)
                _loop.Watch(this, Handle, Reading);
            Volatile.Write(ref _isWatched, true);
        }
    }

    /// <summary>Has the loop tell when there is room to send in, at once where there is.</summary>
    public void WatchWriting()
    {
        lock (_output)
        {
            if (_isWatched)
                _loop.WatchAgain(this, Handle, Reading | LinuxSockets.Writable);
            else
                _loop.Watch(this, Handle, Reading | LinuxSockets.Writable);
            Volatile.Write(ref _isWatched, true);
        }
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _loop.Forget(this);
            // With a reset: what is unsent is lost, and the client may know.
            LinuxSockets.ResetAtClose(Handle);
            Handle.Dispose();
        }

        // A closed descriptor is silent: whoever waits hears of it from us.
        _input.Abort();
        _output.Abort();
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _loop.Forget(this);
            Handle.Dispose();
        }

        _input.Complete();
        _output.Complete();
        return base.DisposeAsync();
    }
}
