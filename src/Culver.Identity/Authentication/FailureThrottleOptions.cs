namespace Culver.Identity.Authentication;

/// <summary>When failing logins are turned away.</summary>
public sealed record FailureThrottleOptions
{
    /// <summary>Failures from one address, whatever the user, after which it is turned away.</summary>
    public int FailuresPerAddress { get; init; } = 100;

    /// <summary>Failures from one address for one user after which it is turned away for that user.</summary>
    public int FailuresPerUser { get; init; } = 20;

    /// <summary>Failures on one connection after which it is closed, wherever it comes from.</summary>
    public int FailuresPerConnection { get; init; } = 10;

    /// <summary>How long failures are counted, from the first of them.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many counters are kept; the oldest go first.</summary>
    public int Capacity { get; init; } = 20_000;
}
