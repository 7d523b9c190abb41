namespace Culver.Bench.Corpora;

/// <summary>Numbers that look random and are the same with every version of .NET (SplitMix64).</summary>
internal struct Dice(int seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

    public int Next()
    {
        var next = _state += 0x9E3779B97F4A7C15;
        next = (next ^ (next >> 30)) * 0xBF58476D1CE4E5B9;
        next = (next ^ (next >> 27)) * 0x94D049BB133111EB;
        return (int)(next >> 33);
    }

    /// <summary>A number of at least <paramref name="low"/> and below <paramref name="high"/>.</summary>
    public int Below(int low, int high) => low + (Next() % (high - low));
}
