using Xunit;

namespace Culver.Storage.Tests.Search;

internal static class Exactly
{
    /// <summary>These, in this order.</summary>
    public static void These<T>(IEnumerable<T> actual, params T[] expected) => Assert.Equal(expected, actual);
}
