using Culver.Delivery.Tests.Support;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Queue;

/// <summary>Clocks that are set, and machines that slept: a wait that was begun goes on by what has passed, not by what the clock shows.</summary>
public sealed class ClockTests
{
    private const string Zone = """
        example.net. IN MX 10 mx.example.net.
        mx.example.net. IN A 192.0.2.1
        """;

    [Fact]
    public async Task A_clock_that_is_set_forward_is_followed_within_a_minute()
    {
        var clock = new SetClock();
        await using var house = await RelayHouse.StartAsync(Zone, services: collection => collection.AddSingleton<TimeProvider>(clock));
        await house.SendAsync("ann@example.org", "bob@example.net");
        await house.QuietAsync();
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        // The second attempt is due after five minutes.
        clock.Set(TimeSpan.FromMinutes(5));
        clock.Passing.Advance(TimeSpan.FromMinutes(1));
        await house.QuietAsync();
        Assert.True(mta.HasMessage);
    }

    private sealed class SetClock : TimeProvider
    {
        private TimeSpan _ahead;

        public ManualTimeProvider Passing { get; } = new();

        public override long TimestampFrequency => Passing.TimestampFrequency;

        public void Set(TimeSpan ahead) => _ahead = ahead;

        public override DateTimeOffset GetUtcNow() => Passing.GetUtcNow() + _ahead;

        public override long GetTimestamp() => Passing.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Passing.CreateTimer(callback, state, dueTime, period);
    }
}
