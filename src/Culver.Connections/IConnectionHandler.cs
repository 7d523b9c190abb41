namespace Culver.Connections;

/// <summary>Speaks one protocol over connections that the <see cref="ConnectionServer"/> has accepted, counted and, where the listener asks for it, secured.</summary>
public interface IConnectionHandler
{
    /// <summary>The protocol's name, as a listener's <see cref="ListenerOptions.Protocol"/> gives it: <c>imap</c>, <c>smtp</c>, …</summary>
    string Protocol { get; }

    /// <summary>
    /// Serves one client from the greeting to the last reply. When the returned task ends, what was written is flushed and the connection is closed.
    /// </summary>
    /// <param name="connection">The client. Its pipes belong to the server: read, write, flush, but do not complete them.</param>
    /// <param name="ending">
    /// Cancelled when the connection has to end: a timeout ran out, the client is gone, or the server stops; <see cref="ClientConnection.End"/> says which.
    /// The handler then has <see cref="ConnectionOptions.EndingGrace"/> to write its parting line (BYE, 421) and return before the connection is cut.
    /// It does not fire when the client only closes its sending half: that is <c>ReadResult.IsCompleted</c>.
    /// </param>
    Task RunAsync(ClientConnection connection, CancellationToken ending);

    /// <summary>The bytes that refuse a client in this protocol's own words, sent instead of a greeting, line end included: <c>* BYE [LIMIT] …</c>, <c>421 4.7.0 …</c>.</summary>
    ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal);
}
