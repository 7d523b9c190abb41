namespace Culver.Bench.Targets;

/// <summary>How a server came to rest.</summary>
/// <param name="Seconds">How long it went on, the last, quiet window not counted.</param>
/// <param name="Ended">Whether it came to rest at all while it was waited for.</param>
internal readonly record struct Drain(double Seconds, bool Ended);
