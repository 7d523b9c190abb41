namespace Culver.Smtp.Wire;

/// <summary>A command line that does not follow its grammar: the one exception readers throw. The dispatcher answers with the reply it carries.</summary>
internal sealed class SmtpSyntaxException(SmtpReply reply) : Exception(reply.Text)
{
    /// <summary>501 with 5.5.4 (RFC 3463 §3.6: invalid command arguments).</summary>
    public SmtpSyntaxException(string text)
        : this(new SmtpReply(501, 5, 4, text))
    {
    }

    public SmtpReply Reply { get; } = reply;
}
