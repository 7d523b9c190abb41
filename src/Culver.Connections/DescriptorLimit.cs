using System.Globalization;

namespace Culver.Connections;

/// <summary>How many files the system lets this process have open.</summary>
/// <remarks>A server without a free descriptor can neither accept nor open a mailbox, and an accept loop that cannot accept turns for nothing: so connections stay below it.</remarks>
internal static class DescriptorLimit
{
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>The limit; the largest number where the system does not tell one.</summary>
    public static int Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines(Limits)) : int.MaxValue;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return int.MaxValue;
        }
    }

    /// <summary>How many connections fit beside what else is open; half of the descriptors at least.</summary>
    public static int Connections(int wanted, int reserved, int limit) => Math.Min(wanted, Math.Max(limit - reserved, limit / 2));

    /// <summary>Reads the soft limit of open files from the lines of <c>limits</c> (proc(5)).</summary>
    internal static int Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.StartsWith(Row, StringComparison.Ordinal)
                && line[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
                && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            {
                return (int)Math.Min(limit, int.MaxValue);
            }
        }
        return int.MaxValue;
    }
}
