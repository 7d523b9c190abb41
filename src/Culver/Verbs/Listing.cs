using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Culver.Verbs;

/// <summary>Writes lists for people and for programs.</summary>
internal static class Listing
{
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<bool> JsonOption() => new("--json") { Description = "Write the list as JSON" };

    public static int Json<T>(IEnumerable<T> rows)
    {
        Console.WriteLine(JsonSerializer.Serialize(rows, Format));
        return ExitCode.Done;
    }

    public static int Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
        return ExitCode.Done;
    }
}
