// Accepts on the threads of the loop, and serves there. Rules kept here:
// - One thread at a time accepts at a listener, one client, and has the listener watched again before it serves: a handler whose first steps are long
//   holds up nobody who comes, and of many that come at once each has a thread, as far as there are any.
// - Who is accepted is counted before the listener can be found unbound: a server that stops waits for it.
// - Nothing that goes wrong with one client ends the accepting.
using System.Net;
using System.Runtime.InteropServices;

namespace Culver.Connections;

/// <summary>Accepts by the loop.</summary>
internal sealed class LoopListener : SocketListener, ILoopSocket
{
    private const uint Arrivals = LinuxSockets.Readable | LinuxSockets.Once;

    private readonly Lock _gate = new();
    private readonly SocketLoop _loop;
    private readonly bool _isForAnyAddress;
    private Reception? _reception;
    private bool _isUnbound;

    public LoopListener(SocketLoop loop, string name, EndPoint endPoint, ReadOnlyMemory<byte> refusal, ConnectionEnvironment environment)
        : base(name, endPoint, refusal, environment)
    {
        _loop = loop;
        _isForAnyAddress = EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);
        Socket.Blocking = false;
        // tcp(7): a socket that is accepted has the settings of the one that was listened on. A call less for each, for each client.
        Prepare(Socket);
    }

    public ulong Token { get; set; }

    public override void Begin(Reception reception)
    {
        _reception = reception;
        _loop.Add(this);
        _loop.Watch(this, Socket.SafeHandle, Arrivals);
    }

    public override ValueTask UnbindAsync()
    {
        lock (_gate)
            _isUnbound = true;
        _loop.Forget(this);
        return base.UnbindAsync();
    }

    public void Happened(uint events, bool isAlone)
    {
        SocketConnection? client = null;
        var open = 0;
        string? trouble = null;
        try
        {
            lock (_gate)
            {
                if (_isUnbound)
                    return;
                client = Accept(out var error);
                if (error != 0)
                    trouble = Marshal.GetPInvokeErrorMessage(error);
                if (client is not null)
                    open = _reception!.Enter();
            }
        }
        catch (Exception failure)
        {
            Environment.Log.AcceptFailed(failure, Name);
            trouble = failure.Message;
        }

        if (trouble is not null)
            _ = WatchLaterAsync(trouble);
        else
            WatchAgain();
        if (client is null)
            return;
        if (isAlone)
            _reception!.ServeElsewhere(client, open);
        else
            _reception!.Serve(client, open);
    }

    private SocketConnection? Accept(out int error)
    {
        var accepted = LinuxSockets.Accept(Socket.SafeHandle, out var remote, out error);
        if (accepted is null)
            return null;
        if (MayStay(accepted))
        {
            var local = _isForAnyAddress ? LinuxSockets.LocalAddress(accepted) : EndPoint;
            return new(accepted, remote, local, _loop, Environment.Options.ReadBufferSize, Environment.Log);
        }

        LinuxSockets.Send(accepted, Refusal.Span);
        accepted.Dispose();
        return null;
    }

    private async Task WatchLaterAsync(string reason)
    {
        await WaitAsync(reason);
        WatchAgain();
    }

    private void WatchAgain()
    {
        try
        {
            _loop.WatchAgain(this, Socket.SafeHandle, Arrivals);
        }
        catch (ObjectDisposedException)
        {
            // Unbound.
        }
        catch (IOException failure)
        {
            _ = WatchLaterAsync(failure.Message);
        }
    }
}
