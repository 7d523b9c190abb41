namespace Culver.Pop3.Dispatch;

/// <summary>What a handler leaves to the loop.</summary>
/// <param name="Reply">The reply, not yet written; <see langword="null"/> when the handler wrote all there is.</param>
/// <param name="IsOk">Whether the command succeeded.</param>
/// <param name="Close">Whether the connection is closed after it.</param>
internal readonly record struct CommandResult(Pop3Reply? Reply, bool IsOk, bool Close)
{
    public static implicit operator CommandResult(Pop3Reply reply) => new(reply, reply.IsOk, Close: false);

    /// <summary>The last reply of a session.</summary>
    public static CommandResult Last(Pop3Reply reply) => new(reply, reply.IsOk, Close: true);

    /// <summary>All was written, successfully.</summary>
    public static CommandResult Written(bool close = false) => new(null, IsOk: true, close);
}
