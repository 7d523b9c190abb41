namespace Culver.MailAuth.Spf;

/// <summary>What check_host() says of one domain.</summary>
internal readonly record struct SpfVerdict(SpfResult Result, string? Reason)
{
    public string? Mechanism { get; init; }

    public string? Explanation { get; init; }
}
