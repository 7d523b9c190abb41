namespace Culver.Smtp;

/// <summary>What a sink honours beyond plain delivery. An extension is announced only where the sink behind it keeps its promise.</summary>
public sealed record SinkFeatures
{
    /// <summary>Nothing.</summary>
    public static SinkFeatures None { get; } = new();

    /// <summary>Whether notifications are sent as RFC 3461 asks.</summary>
    public bool Notifications { get; init; }

    /// <summary>Whether REQUIRETLS is kept to on the way on (RFC 8689 §4).</summary>
    public bool RequireTls { get; init; }

    /// <summary>How long a message is held for future release (RFC 4865) at most; <see langword="null"/> when none is.</summary>
    public TimeSpan? LongestHold { get; init; }

    /// <summary>Whether deliver-by-times are kept to (RFC 2852).</summary>
    public bool DeliverBy { get; init; }

    /// <summary>The highest priority (RFC 6710) that a client may ask for; <see langword="null"/> when none may.</summary>
    public int? HighestPriority { get; init; }
}
