namespace Culver.Bench.Clients;

/// <summary>A server's reply was not the one the row needs; the row has failed.</summary>
internal sealed class ReplyException(string message) : Exception(message.TrimEnd());
