namespace Culver.Smtp;

/// <summary>What became of a MAIL command.</summary>
public abstract record SenderVerdict
{
    private SenderVerdict()
    {
    }

    /// <summary>The transaction has begun.</summary>
    /// <param name="Transaction">It; disposed by the server when it ends in any way.</param>
    public sealed record Accepted(IMessageTransaction Transaction) : SenderVerdict;

    /// <summary>The sender is refused.</summary>
    /// <param name="Reply">A 4yz or 5yz reply.</param>
    public sealed record Refused(SmtpReply Reply) : SenderVerdict;
}
