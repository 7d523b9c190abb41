namespace Culver.Connections;

/// <summary>What a trusted proxy sent is not a PROXY header we can accept.</summary>
internal sealed class ProxyHeaderException(string message) : Exception(message);
