namespace Culver.Smtp.Client;

/// <summary>A connection to a server is of no use any more.</summary>
/// <param name="problem">What kind of trouble it is.</param>
/// <param name="message">In words, for the log and for the sender.</param>
/// <param name="innerException">What it came from.</param>
public sealed class SmtpClientException(SmtpClientProblem problem, string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>What kind of trouble it is.</summary>
    public SmtpClientProblem Problem { get; } = problem;
}
