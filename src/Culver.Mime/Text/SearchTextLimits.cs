namespace Culver.Mime.Text;

/// <summary>How much of a message is searched.</summary>
public sealed record SearchTextLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static SearchTextLimits Default { get; } = new();

    /// <summary>Octets of folded header text (UTF-8) written at most.</summary>
    public long MaxHeaderOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Octets of folded body text (UTF-8) written at most; what is beyond cannot be found.</summary>
    public long MaxBodyOctets { get; init; } = 32 * 1024 * 1024;
}
