using Microsoft.AspNetCore.Connections;

namespace Culver.Connections;

/// <summary>What becomes of who comes by a listener.</summary>
internal sealed class Reception(ConnectionRunner runner, Listener listener, IConnectionHandler handler)
{
    /// <summary>Counts a client that is about to be served: a server that stops waits for it from here on.</summary>
    /// <returns>How many are open with it.</returns>
    public int Enter() => runner.Enter();

    /// <summary>Serves a client that was counted, from here until it has to be waited for. Never throws.</summary>
    public void Serve(ConnectionContext transport, int open) => _ = runner.RunAsync(open, transport, listener, handler);

    /// <summary>The same on the thread pool: where who calls must go on at once, for a handler's first steps may be long.</summary>
    public void ServeElsewhere(ConnectionContext transport, int open) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Reception.Serve(work.Transport, work.Open), (Reception: this, Transport: transport, Open: open), preferLocal: false);
}
