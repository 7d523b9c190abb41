namespace Culver.Mime.Text;

/// <summary>How much of a message is searched.</summary>
public sealed record SearchTextLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static SearchTextLimits Default { get; } = new();

    /// <summary>Octets of folded header text (UTF-8) written at most.</summary>
    public long MaxHeaderOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>Octets, decoded, of an embedded message in a transfer encoding that are looked at; so much is held in memory for each level.</summary>
    public int MaxDecodedMessageOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many embedded messages in a transfer encoding are opened within each other.</summary>
    public int MaxDecodedMessageDepth { get; init; } = 3;

    /// <summary>Octets of folded body text (UTF-8) written at most; what is beyond cannot be found.</summary>
    public long MaxBodyOctets { get; init; } = 32 * 1024 * 1024;
}
