namespace Culver.Bench.Clients;

/// <summary>Holds a count against what the corpus says it must be.</summary>
internal static class Check
{
    /// <exception cref="ReplyException">They differ.</exception>
    public static void Same(long expected, long actual, string what)
    {
        if (expected != actual)
            throw new ReplyException($"{what}: {actual} instead of {expected}");
    }
}
