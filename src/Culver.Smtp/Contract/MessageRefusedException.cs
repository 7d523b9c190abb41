namespace Culver.Smtp;

/// <summary>A message cannot be taken, for no fault in the protocol: no room, a policy, something behind us is down.</summary>
/// <param name="reply">The 4yz or 5yz reply for the client.</param>
/// <param name="innerException">What it came from.</param>
public sealed class MessageRefusedException(SmtpReply reply, Exception? innerException = null) : Exception(reply?.Text, innerException)
{
    /// <summary>What the client is told.</summary>
    public SmtpReply Reply { get; } = reply;
}
