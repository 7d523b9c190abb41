using System.Globalization;

namespace Culver.Hostile;

/// <summary>What is asked for on the command line.</summary>
internal sealed record HostileOptions(string Culver, string Folder, string[] Attacks, TimeSpan Slice, string? Json, string? Markdown)
{
    public const string Usage = """
        Culver.Hostile --culver PATH --folder SCRATCH [--attacks NAME,NAME*] [--slice SECONDS] [--json FILE] [--markdown FILE]
        Attacks a server that it starts, and tells what well-behaved clients notice of it.
        """;

    public static HostileOptions Parse(string[] args)
    {
        string? culver = null, folder = null, json = null, markdown = null;
        string[] attacks = [];
        var seconds = 0.75;
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} wants a value.");
            switch (args[i])
            {
                case "--culver": culver = value; break;
                case "--folder": folder = value; break;
                case "--attacks": attacks = value.Split(','); break;
                case "--slice": seconds = double.Parse(value, CultureInfo.InvariantCulture); break;
                case "--json": json = value; break;
                case "--markdown": markdown = value; break;
                default: throw new ArgumentException($"There is no option {args[i]}.");
            }
        }

        return culver is null || folder is null
            ? throw new ArgumentException("--culver and --folder are wanted.")
            : new(culver, folder, attacks, TimeSpan.FromSeconds(seconds), json, markdown);
    }

    public bool Wants(string attack) => Attacks.Length == 0 || Attacks.Any(name => name.EndsWith('*') ? attack.StartsWith(name[..^1], StringComparison.Ordinal) : attack == name);
}
