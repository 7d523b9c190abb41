namespace Culver.Connections;

/// <summary>
/// A line below the limit of open files. The system gives the lowest number that is free: who gives back every descriptor at or above the line leaves those
/// that are free there to others, and need not count. Drawn anew when the limit is another.
/// </summary>
/// <param name="limit">The limit now.</param>
/// <param name="open">The numbers that are taken.</param>
internal sealed class DescriptorLine(Func<int> limit, Func<IEnumerable<int>> open)
{
    private readonly Lock _gate = new();
    private (int Limit, int Line) _drawn = (-1, 0);
    private int _spared;

    /// <summary>The line of this process.</summary>
    public static DescriptorLine OfProcess() => new(DescriptorLimit.Read, ReadOpen);

    /// <summary>Draws the line so that <paramref name="spared"/> descriptors are free at and above it.</summary>
    /// <returns>False where there are not so many: nothing is below the line then.</returns>
    public bool Draw(int spared)
    {
        lock (_gate)
        {
            _spared = spared;
            return DrawAt(limit()) > 0;
        }
    }

    /// <summary>Whether a descriptor that was just given is below the line.</summary>
    public bool Allows(int descriptor)
    {
        lock (_gate)
            return descriptor < (limit() is var now && now == _drawn.Limit ? _drawn.Line : DrawAt(now));
    }

    private int DrawAt(int now)
    {
        var line = now;
        try
        {
            var taken = open().ToHashSet();
            for (var free = 0; free < _spared && line > 0;)
            {
                if (!taken.Contains(--line))
                    free++;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not even one to look with.
            line = 0;
        }

        _drawn = (now, line);
        return line;
    }

    private static IEnumerable<int> ReadOpen() =>
        Directory.EnumerateFiles("/proc/self/fd").Select(static path => int.TryParse(Path.GetFileName(path), out var number) ? number : -1);
}
