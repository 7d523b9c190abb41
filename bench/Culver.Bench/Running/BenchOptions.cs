using System.IO.Enumeration;
using Culver.Bench.Rows;

namespace Culver.Bench.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Culver.Bench --target FILE [--target FILE] [--rows 'fetch*,lmtp-1'] [--size 20000,100000] [--repeats 5] [--quick] [--out FOLDER] [--name NAME]
                     [--performance FILE] [--note TEXT] [--list]
        """;

    /// <summary>Files that describe the servers. The first is the one the others are compared with.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Patterns of row names, with stars.</summary>
    public IReadOnlyList<string> Rows { get; init; } = ["*"];

    /// <summary>Messages in the large mailbox.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [20_000];

    public int Repeats { get; init; } = 5;

    /// <summary>A tenth of the operations.</summary>
    public bool Quick { get; init; }

    /// <summary>The folder of the results.</summary>
    public string Out { get; init; } = Path.Combine("bench", "results");

    /// <summary>The name of the result files, the date unless given.</summary>
    public string Name { get; init; } = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}";

    /// <summary>The page whose summary is written anew.</summary>
    public string? Performance { get; init; }

    /// <summary>A sentence about the machine.</summary>
    public string Note { get; init; } = "";

    /// <summary>Only names the rows.</summary>
    public bool List { get; init; }

    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{name} needs a value.");
            options = name switch
            {
                "--target" => options with { Targets = [.. options.Targets, Value()] },
                "--rows" => options with { Rows = Value().Split(',') },
                "--size" => options with { Sizes = [.. Value().Split(',').Select(int.Parse)] },
                "--repeats" => options with { Repeats = int.Parse(Value()) },
                "--quick" => options with { Quick = true },
                "--out" => options with { Out = Value() },
                "--name" => options with { Name = Value() },
                "--performance" => options with { Performance = Value() },
                "--note" => options with { Note = Value() },
                "--list" => options with { List = true },
                _ => throw new ArgumentException($"Unknown option {name}."),
            };
        }

        return options;
    }

    public bool Wants(Row row) => Rows.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, row.Name));
}
