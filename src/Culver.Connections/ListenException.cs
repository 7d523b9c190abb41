namespace Culver.Connections;

/// <summary>Listeners that cannot accept. The message names each with its address and the reason, one a line: <c>imap: 127.0.0.1:1143 is in use</c>.</summary>
public sealed class ListenException(string message, Exception cause) : Exception(message, cause);
