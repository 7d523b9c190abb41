namespace Culver.MailAuth.Tests;

/// <summary>A clock that stands.</summary>
internal sealed class Clock(long seconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
