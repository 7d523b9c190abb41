using Culver.Identity.Caching;
using Xunit;

namespace Culver.Identity.Tests.Caching;

public sealed class BoundedCacheTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void The_least_recently_used_goes_first()
    {
        var cache = new BoundedCache<string, int>(2, TimeSpan.FromHours(1), time);
        cache.Set("a", 1);
        cache.Set("b", 2);
        Assert.True(cache.TryGet("a", out _));
        cache.Set("c", 3);
        Assert.False(cache.TryGet("b", out _));
        Assert.True(cache.TryGet("a", out var a));
        Assert.Equal(1, a);
        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public void Reading_does_not_prolong_a_life()
    {
        var cache = new BoundedCache<string, int>(2, TimeSpan.FromHours(1), time);
        cache.Set("a", 1);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(cache.TryGet("a", out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(cache.TryGet("a", out _));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Without_capacity_nothing_is_kept()
    {
        var cache = new BoundedCache<string, int>(0, TimeSpan.FromHours(1), time);
        cache.Set("a", 1);
        Assert.False(cache.TryGet("a", out _));
    }

    [Fact]
    public void A_removed_entry_is_gone()
    {
        var cache = new BoundedCache<string, int>(2, TimeSpan.FromHours(1), time);
        cache.Set("a", 1);
        cache.Remove("a");
        cache.Remove("a");
        Assert.False(cache.TryGet("a", out _));
    }
}
