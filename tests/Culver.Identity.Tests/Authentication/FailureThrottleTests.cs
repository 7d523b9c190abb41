using System.Net;
using Culver.Identity.Authentication;
using Xunit;

namespace Culver.Identity.Tests.Authentication;

public sealed class FailureThrottleTests
{
    private readonly ManualTime time = new();
    private readonly FailureThrottle throttle;

    public FailureThrottleTests() =>
        throttle = new(new() { FailuresPerUser = 2, FailuresPerAddress = 4, Window = TimeSpan.FromMinutes(1), Capacity = 100 }, time);

    [Fact]
    public async Task Too_many_failures_for_a_user_turn_away_that_user_from_that_address_alone()
    {
        await Fail("joe", "192.0.2.1", 2);
        Assert.False(await MayTry("joe", "192.0.2.1"));
        Assert.True(await MayTry("jane", "192.0.2.1"));
        Assert.True(await MayTry("joe", "192.0.2.2"));
    }

    [Fact]
    public async Task Too_many_failures_from_an_address_turn_away_every_user_from_there()
    {
        await Fail("a", "192.0.2.1", 1);
        await Fail("b", "192.0.2.1", 1);
        await Fail("c", "192.0.2.1", 1);
        await Fail("d", "192.0.2.1", 1);
        Assert.False(await MayTry("joe", "192.0.2.1"));
        Assert.True(await MayTry("joe", "192.0.2.2"));
    }

    [Fact]
    public async Task A_success_clears_the_user_and_not_the_address()
    {
        await Fail("joe", "192.0.2.1", 1);
        await throttle.RecordAsync("joe", Origin("192.0.2.1"), isSuccess: true, CancellationToken.None);
        await Fail("joe", "192.0.2.1", 1);
        Assert.True(await MayTry("joe", "192.0.2.1"));
        await Fail("x", "192.0.2.1", 2);
        Assert.False(await MayTry("joe", "192.0.2.1"));
    }

    [Fact]
    public async Task Failures_are_forgotten_after_the_window()
    {
        await Fail("joe", "192.0.2.1", 2);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await MayTry("joe", "192.0.2.1"));
    }

    [Fact]
    public async Task Going_on_failing_does_not_prolong_the_window()
    {
        await Fail("joe", "192.0.2.1", 2);
        time.Advance(TimeSpan.FromSeconds(59));
        await Fail("joe", "192.0.2.1", 1);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await MayTry("joe", "192.0.2.1"));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Clients_on_this_machine_are_not_counted(string address)
    {
        await Fail("joe", address, 50);
        Assert.True(await MayTry("joe", address));
    }

    [Fact]
    public async Task A_client_without_an_address_is_not_counted()
    {
        await throttle.RecordAsync("joe", new("imap", null), isSuccess: false, CancellationToken.None);
        Assert.True(await throttle.MayTryAsync("joe", new("imap", null), CancellationToken.None));
    }

    [Fact]
    public async Task A_whole_IPv6_network_counts_as_one_address()
    {
        await Fail("joe", "2001:db8::1", 1);
        await Fail("joe", "2001:db8::2", 1);
        Assert.False(await MayTry("joe", "2001:db8::3"));
        Assert.True(await MayTry("joe", "2001:db8:0:1::1"));
    }

    [Fact]
    public async Task An_IPv4_address_counts_the_same_when_it_comes_mapped()
    {
        await Fail("joe", "::ffff:192.0.2.1", 2);
        Assert.False(await MayTry("joe", "192.0.2.1"));
    }

    private static LoginOrigin Origin(string address) => new("imap", IPAddress.Parse(address));

    private async Task Fail(string user, string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await throttle.RecordAsync(user, Origin(address), isSuccess: false, CancellationToken.None);
        }
    }

    private ValueTask<bool> MayTry(string user, string address) => throttle.MayTryAsync(user, Origin(address), CancellationToken.None);
}
