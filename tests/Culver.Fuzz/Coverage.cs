namespace Culver.Fuzz;

/// <summary>
/// Which statements of the product were reached, where it was built to tell: <c>dotnet run -c Coverage --project tests/Culver.Fuzz</c>. Otherwise nothing
/// is ever new, and inputs are only mutations of the seeds.
/// </summary>
public static class Coverage
{
    // Of each method that was called, its statements (Instrumented/Instrumentation.cs), and how many of them were seen to be reached; those of
    // which nothing is left to reach are dropped.
    private static readonly List<bool[]> Open = [];
    private static readonly List<int> Seen = [];

    /// <summary>How many statements were reached so far.</summary>
    public static int Reached { get; private set; }

    /// <summary>Whether the product tells.</summary>
    public static bool IsMeasured => Reached > 0;

    /// <summary>Begins to listen; before anything of the product runs.</summary>
    public static void Begin() => AppDomain.CurrentDomain.SetData("culver.coverage", Open);

    /// <summary>Whether a statement was reached since the last call that never was before.</summary>
    public static bool Grew()
    {
        lock (Open)
        {
            var before = Reached;
            while (Seen.Count < Open.Count)
                Seen.Add(0);
            for (var i = Open.Count - 1; i >= 0; i--)
            {
                var count = Open[i].AsSpan().Count(true);
                Reached += count - Seen[i];
                Seen[i] = count;
                if (count < Open[i].Length)
                    continue;
                Open.RemoveAt(i);
                Seen.RemoveAt(i);
            }

            return Reached > before;
        }
    }
}
