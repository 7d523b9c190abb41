namespace Culver.Bench;

/// <summary>What the command line asks for: <c>--name value</c> pairs.</summary>
internal sealed record BenchOptions
{
    /// <summary>The built server, which is started on a temporary folder for the run.</summary>
    public string Server { get; init; } = Path.Combine("src", "Culver", "bin", "Release", "net10.0", "culver");

    /// <summary>Sizes of the mailboxes, in messages.</summary>
    public int[] Sizes { get; init; } = [1_000, 100_000];

    /// <summary>Connections that fill a mailbox at once.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>How often a delay is measured.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>The file the results are written to.</summary>
    public string Out { get; init; } = Path.Combine("bench", "results", $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}.md");

    /// <summary>A sentence about the machine and what else it did.</summary>
    public string Note { get; init; } = "";

    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--server" => options with { Server = value },
                "--sizes" => options with { Sizes = [.. value.Split(',').Select(int.Parse)] },
                "--connections" => options with { Connections = int.Parse(value) },
                "--samples" => options with { Samples = int.Parse(value) },
                "--out" => options with { Out = value },
                "--note" => options with { Note = value },
                var unknown => throw new ArgumentException($"Unknown option {unknown}."),
            };
        }

        return options;
    }
}
