using System.IO.Enumeration;
using Culver.Bench.Rows;

namespace Culver.Bench.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Culver.Bench --target FILE [--target FILE] [--rows 'fetch*,lmtp-1'] [--skip 'idle*'] [--size 20000,100000] [--repeats 5] [--quick] [--out FOLDER] [--name NAME]
                     [--performance FILE] [--note TEXT] [--list]
        Culver.Bench --target FILE --sizes 1000,1000000 [--rows …] [--repeats 5] …
        Culver.Bench --combine FILE,FILE [--out FOLDER] [--name NAME] [--performance FILE]
        Culver.Bench --target FILE --soak MINUTES [--rate 50] [--out FOLDER] [--name NAME] [--performance FILE] [--note TEXT]
        """;

    /// <summary>Files that describe the servers. The first is the one the others are compared with.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Patterns of row names, with stars.</summary>
    public IReadOnlyList<string> Rows { get; init; } = ["*"];

    /// <summary>Patterns of rows that are left out.</summary>
    public IReadOnlyList<string> Skipped { get; init; } = [];

    /// <summary>Messages in the large mailbox.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [20_000];

    /// <summary>Whether the sizes of one server stand beside each other, repeat by repeat, instead of several servers.</summary>
    public bool Compare { get; init; }

    /// <summary>Files of earlier runs to be made one.</summary>
    public IReadOnlyList<string> Combined { get; init; } = [];

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

    /// <summary>How long the first server is soaked; zero for the rows.</summary>
    public double SoakMinutes { get; init; }

    /// <summary>Commands a second of all clients of a soak together, about.</summary>
    public double Rate { get; init; } = 50;

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
                "--skip" => options with { Skipped = Value().Split(',') },
                "--size" => options with { Sizes = [.. Value().Split(',').Select(int.Parse)] },
                "--sizes" => options with { Sizes = [.. Value().Split(',').Select(int.Parse)], Compare = true, Rows = options.Rows is ["*"] ? SizeRows.Names : options.Rows },
                "--combine" => options with { Combined = Value().Split(',') },
                "--repeats" => options with { Repeats = int.Parse(Value()) },
                "--quick" => options with { Quick = true },
                "--out" => options with { Out = Value() },
                "--name" => options with { Name = Value() },
                "--performance" => options with { Performance = Value() },
                "--note" => options with { Note = Value() },
                "--soak" => options with { SoakMinutes = double.Parse(Value()) },
                "--rate" => options with { Rate = double.Parse(Value()) },
                "--list" => options with { List = true },
                _ => throw new ArgumentException($"Unknown option {name}."),
            };
        }

        return options;
    }

    public bool Wants(Row row) => Names(Rows, row) && !Names(Skipped, row) && (row.Sized || !Compare);

    private static bool Names(IReadOnlyList<string> patterns, Row row) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, row.Name));
}
