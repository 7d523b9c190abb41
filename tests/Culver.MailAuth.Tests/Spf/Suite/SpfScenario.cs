using System.Globalization;

namespace Culver.MailAuth.Tests.Spf.Suite;

/// <summary>A zone and the checks made in it. Text: the zone, a line of dashes, then one check a line, parted by bars: its name in the
/// openspf suite, the client, its HELO name, the sender, the results that are right, and the explanation (a hyphen for none; nothing when it does not matter).</summary>
internal sealed record SpfScenario(string Zone, IReadOnlyList<SpfScenario.Check> Checks)
{
    public static SpfScenario Read(string text)
    {
        var parts = text.Split("\n----\n");
        return new(parts[0], [.. parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReadCheck)]);
    }

    private static Check ReadCheck(string line)
    {
        var fields = line.Split('|');
        Assert.InRange(fields.Length, 5, 6);
        return new(
            fields[0].Trim(), fields[1].Trim(), fields[2].Trim(), fields[3].Trim(),
            [.. fields[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word.ToLower(CultureInfo.InvariantCulture))],
            fields.Length > 5 ? fields[5].Trim() : null);
    }

    internal sealed record Check(string Name, string Client, string Helo, string Sender, string[] Results, string? Explanation);
}
