namespace Culver.Smtp.Dispatch;

/// <summary>What a handler leaves to the loop.</summary>
/// <param name="Reply">The last reply, not yet written; <see langword="null"/> when the handler wrote all there is.</param>
/// <param name="Close">Whether the connection is closed after it.</param>
/// <param name="Code">For logs and metrics.</param>
internal readonly record struct CommandResult(SmtpReply? Reply, bool Close, int Code)
{
    public static implicit operator CommandResult(SmtpReply reply) => new(reply, Close: false, reply.Code);

    public static CommandResult Last(SmtpReply reply) => new(reply, Close: true, reply.Code);

    public static CommandResult Written(int code, bool close = false) => new(null, close, code);
}
