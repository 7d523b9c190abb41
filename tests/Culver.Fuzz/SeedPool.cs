namespace Culver.Fuzz;

/// <summary>
/// What inputs are made of: the seeds, and, where coverage is measured, inputs that reached what none before them reached. Where it is not, the seeds stay
/// alone, so that a seed of the dice makes the same inputs in every build.
/// </summary>
/// <typeparam name="T">What is done with an input.</typeparam>
public sealed class SeedPool<T>
{
    private const int MostKept = 10_000;
    private const int Longest = 8192;
    private readonly List<(string Text, T Use)> _all;

    /// <param name="seeds">What to begin with.</param>
    public SeedPool(IEnumerable<(string Text, T Use)> seeds)
    {
        _all = [.. seeds];
        // What was reached before is nobody's merit here.
        Coverage.Grew();
    }

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>One of them.</summary>
    public (string Text, T Use) Pick(Random random) => _all[random.Next(_all.Count)];

    /// <summary>Says that an input was tried.</summary>
    public void Tried(string text, T use)
    {
        if (Coverage.Grew() && text.Length <= Longest && _all.Count < MostKept)
            _all.Add((text, use));
    }
}
