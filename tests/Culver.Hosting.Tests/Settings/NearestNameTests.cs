using Xunit;

namespace Culver.Hosting.Tests.Settings;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("imap", "imap", 0)]
    [InlineData("imap", "imaps", 1)]
    [InlineData("imap", "impa", 1)]
    [InlineData("smtp", "lmtp", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_insertions_deletions_replacements_and_swaps(string left, string right, int distance)
    {
        Assert.Equal(distance, NearestName.Distance(left, right));
        Assert.Equal(distance, NearestName.Distance(right, left));
    }

    [Fact]
    public void Case_does_not_count() => Assert.Equal("Domain", NearestName.Of("DOMIAN", ["Data", "Domain"]));

    [Fact]
    public void What_is_far_is_not_offered() => Assert.Null(NearestName.Of("colour", ["Data", "Domain"]));
}
