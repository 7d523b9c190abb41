using System.Diagnostics.Metrics;

namespace Culver.Connections;

/// <summary>The counters of the connection layer, under the meter <c>Culver.Connections</c>.</summary>
public sealed class ConnectionMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _notAccepted;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _handshakes;
    private readonly Counter<long> _failedHandshakes;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;

    /// <summary>Makes the instruments.</summary>
    public ConnectionMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(new MeterOptions("Culver.Connections"));
        _open = meter.CreateUpDownCounter<long>("culver.connections.open", "{connection}", "Connections open now.");
        _accepted = meter.CreateCounter<long>("culver.connections.accepted", "{connection}", "Connections accepted.");
        _refused = meter.CreateCounter<long>("culver.connections.refused", "{connection}", "Connections and logins refused by a limit or a bad PROXY header, by reason.");
        _notAccepted = meter.CreateCounter<long>("culver.connections.accept.failures", "{failure}", "Clients that could not be accepted at once: no descriptor or no memory was left.");
        _ended = meter.CreateCounter<long>("culver.connections.ended", "{connection}", "Connections ended, by what ended them.");
        _handshakes = meter.CreateCounter<long>("culver.connections.tls.handshakes", "{handshake}", "TLS handshakes completed, by version.");
        _failedHandshakes = meter.CreateCounter<long>("culver.connections.tls.failures", "{handshake}", "TLS handshakes that failed.");
        _received = meter.CreateCounter<long>("culver.connections.received", "By", "Protocol bytes received, after decryption, counted when a connection closes.");
        _sent = meter.CreateCounter<long>("culver.connections.sent", "By", "Protocol bytes sent, before encryption, counted when a connection closes.");
    }

    internal void Opened(string listener)
    {
        _accepted.Add(1, new KeyValuePair<string, object?>("listener", listener));
        _open.Add(1, new KeyValuePair<string, object?>("listener", listener));
    }

    internal void Closed(ClientConnection connection)
    {
        var listener = new KeyValuePair<string, object?>("listener", connection.ListenerName);
        _open.Add(-1, listener);
        _ended.Add(1, listener, new("end", connection.End.ToString()));
        _received.Add(connection.BytesReceived, listener);
        _sent.Add(connection.BytesSent, listener);
    }

    internal void Refused(string listener, string reason) =>
        _refused.Add(1, new KeyValuePair<string, object?>("listener", listener), new("reason", reason));

    internal void NotAccepted(string listener) => _notAccepted.Add(1, new KeyValuePair<string, object?>("listener", listener));

    internal void Handshake(string listener, string version) =>
        _handshakes.Add(1, new KeyValuePair<string, object?>("listener", listener), new("version", version));

    internal void HandshakeFailed(string listener) => _failedHandshakes.Add(1, new KeyValuePair<string, object?>("listener", listener));
}
