namespace Culver.Smtp;

/// <summary>What became of a RCPT command.</summary>
public abstract record RecipientVerdict
{
    private RecipientVerdict()
    {
    }

    /// <summary>The recipient belongs to the transaction now.</summary>
    public sealed record Accepted : RecipientVerdict
    {
        /// <summary>The one value.</summary>
        public static Accepted Instance { get; } = new();
    }

    /// <summary>The recipient is refused, the transaction goes on without it.</summary>
    /// <param name="Reply">A 4yz or 5yz reply.</param>
    public sealed record Refused(SmtpReply Reply) : RecipientVerdict;
}
