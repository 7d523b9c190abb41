// What happens to every accepted connection, in this order: count it, read the PROXY header if its sender is trusted,
// count its address, secure it if the listener says so, then either say why it is refused or hand it to its protocol;
// whatever happens, close it and give back what was counted.
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>Takes connections from accept to close.</summary>
internal sealed class ConnectionRunner(ConnectionEnvironment environment, Heartbeat heartbeat, TimeProvider time)
{
    /// <summary>Connections beyond the limit that are told so at one time; more than these are cut without a word, because telling costs too.</summary>
    private const int RefusalsAtOnce = 64;

    private readonly ConnectionIds _ids = new(time);
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private long _accepted;
    private long _lastNote;
    private bool _stopping;

    /// <summary>Connections accepted and not yet closed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections accepted since the start.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Ends when, after <see cref="Stop"/>, no connection is open.</summary>
    public Task Quiet => _quiet.Task;

    /// <summary>Counts a connection that is about to be served: from here on <see cref="Quiet"/> waits for it.</summary>
    /// <returns>How many are open with it.</returns>
    public int Enter()
    {
        Interlocked.Increment(ref _accepted);
        return Interlocked.Increment(ref _open);
    }

    /// <summary>Refuses what comes from now on, and asks every handler to end.</summary>
    public void Stop()
    {
        // A full fence: either we see that the last connection has left, or it sees that we are stopping.
        Interlocked.Exchange(ref _stopping, true);
        if (Open == 0)
            _quiet.TrySetResult();
        foreach (var connection in heartbeat.All())
            connection.EndWith(ConnectionEnd.ServerStopping);
    }

    /// <summary>Serves one connection that was counted by <see cref="Enter"/>. Never throws.</summary>
    public async Task RunAsync(int open, ConnectionContext transport, Listener listener, IConnectionHandler handler)
    {
        var connection = new ClientConnection(_ids.Next(), transport, listener, environment);
        var entry = heartbeat.Add(connection);
        environment.Metrics.Opened(listener.Name);
        IPAddress? counted = null;
        try
        {
            var refusal = RefusalBy(open);
            if (open > environment.Limits.MaxConnections + RefusalsAtOnce)
            {
                Note(connection, refusal!.Value);
                connection.Abort();
                return;
            }
            connection.Arrive();
            connection.SetTimeout(environment.Options.HandshakeTimeout);
            if (!await IntroduceAsync(connection, listener))
                return;
            var address = connection.RemoteEndPoint.Address;
            // Neither a word nor a handshake for who comes too often: both cost more than coming does.
            if (!environment.Limits.MayArrive(address))
            {
                Note(connection, new(RefusalReason.TooManyNewFromAddress, "too many connections within a minute"));
                connection.Abort();
                return;
            }
            if (environment.Limits.TryEnterAddress(address))
                counted = address;
            else
                refusal ??= new(RefusalReason.TooManyFromAddress, $"too many connections from {address}, the limit is {environment.Options.MaxConnectionsPerAddress}");
            if (listener.Tls == TlsMode.Implicit && !connection.IsSecure && !await connection.SecureAsync(connection.Ending))
                return;
            if (refusal is { } reason)
                await RefuseAsync(connection, handler, reason);
            else
                await ServeAsync(connection, handler);
        }
        catch (Exception failure)
        {
            environment.Log.Unhandled(failure, connection.Id);
            connection.Abort();
        }
        finally
        {
            await EndAsync(connection, entry, counted);
        }
    }

    private async Task EndAsync(ClientConnection connection, Heartbeat.Entry entry, IPAddress? counted)
    {
        try
        {
            await connection.CloseAsync();
        }
        catch (Exception failure)
        {
            environment.Log.Unhandled(failure, connection.Id);
        }
        heartbeat.Remove(entry);
        if (counted is not null)
            environment.Limits.LeaveAddress(counted);
        environment.Metrics.Closed(connection);
        environment.Log.Closed(connection.Id, connection.End, connection.BytesReceived, connection.BytesSent);
        if (Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _stopping))
            _quiet.TrySetResult();
    }

    private ConnectionRefusal? RefusalBy(int open)
    {
        if (Volatile.Read(ref _stopping))
            return new(RefusalReason.ServerStopping, "the server is shutting down");
        return open > environment.Limits.MaxConnections
            ? new(RefusalReason.TooManyConnections, $"too many connections to this server, the limit is {environment.Limits.MaxConnections}")
            : null;
    }

    /// <summary>Learns from a trusted proxy who the client is. Everybody else is who they seem to be, whatever they send.</summary>
    private async ValueTask<bool> IntroduceAsync(ClientConnection connection, Listener listener)
    {
        var peer = connection.RemoteEndPoint;
        if (listener.TrustedProxies.Length > 0 && listener.TrustedProxies.Contains(peer.Address))
        {
            try
            {
                connection.Adopt(await ProxyHeaderReader.ReadAsync(connection.RawInput, connection.Ending));
            }
            catch (Exception failure) when (failure is ProxyHeaderException or IOException or OperationCanceledException)
            {
                environment.Log.BadProxyHeader(connection.Id, listener.Name, peer, failure.Message);
                environment.Metrics.Refused(listener.Name, "proxy");
                connection.Abort();
                return false;
            }
        }
        environment.Log.Opened(connection.Id, listener.Name, connection.RemoteEndPoint);
        return true;
    }

    private async ValueTask RefuseAsync(ClientConnection connection, IConnectionHandler handler, ConnectionRefusal refusal)
    {
        Note(connection, refusal);
        await connection.Output.WriteAsync(handler.Refuse(refusal), connection.Ending);
    }

    private static async ValueTask ServeAsync(ClientConnection connection, IConnectionHandler handler)
    {
        connection.HandOver();
        try
        {
            await handler.RunAsync(connection, connection.Ending);
        }
        catch (OperationCanceledException) when (connection.Ending.IsCancellationRequested)
        {
            // It was asked to end and did, without a word.
        }
    }

    private void Note(ClientConnection connection, ConnectionRefusal refusal)
    {
        environment.Metrics.Refused(connection.ListenerName, refusal.Reason.ToString());
        // One line a second: a flood of connections must not become one of lines. The metric counts them all.
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _lastNote);
        if (last != 0 && time.GetElapsedTime(last, now) < TimeSpan.FromSeconds(1) || Interlocked.CompareExchange(ref _lastNote, now, last) != last)
            environment.Log.RefusedToo(connection.Id, connection.ListenerName, connection.RemoteEndPoint, refusal.Text);
        else
            environment.Log.Refused(connection.Id, connection.ListenerName, connection.RemoteEndPoint, refusal.Text);
    }
}
