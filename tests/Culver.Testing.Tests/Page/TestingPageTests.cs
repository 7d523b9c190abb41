using System.Text;
using Xunit;

namespace Culver.Testing.Tests.Page;

public sealed class TestingPageTests
{
    [Fact]
    public void Every_block_of_the_page_is_a_sample_that_is_compiled_and_run()
    {
        var file = Path.Combine(Root(), "docs", "testing.md");
        var page = File.ReadAllText(file).ReplaceLineEndings("\n");
        var filled = Fill(page, Samples());
        if (Environment.GetEnvironmentVariable("CULVER_WRITE_DOCS") == "1")
            File.WriteAllText(file, page = filled);
        Assert.True(page == filled, "The blocks of docs/testing.md are not the samples: run these tests with CULVER_WRITE_DOCS=1.");
        Assert.Equal(page.Split("```csharp").Length, page.Split("<!-- sample: ").Length);
    }

    private static string Fill(string page, Dictionary<string, string> samples)
    {
        var filled = new StringBuilder();
        foreach (var (index, section) in page.Split("<!-- sample: ").Index())
        {
            if (index == 0)
            {
                filled.Append(section);
                continue;
            }

            var name = section[..section.IndexOf(" -->", StringComparison.Ordinal)];
            var open = section.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
            var close = section.IndexOf("```", open, StringComparison.Ordinal);
            filled.Append("<!-- sample: ").Append(section, 0, open).Append(samples[name]).Append(section, close, section.Length - close);
        }

        return filled.ToString();
    }

    private static Dictionary<string, string> Samples()
    {
        var source = File.ReadAllText(Path.Combine(Root(), "tests", "Culver.Testing.Tests", "Page", "TestingPageSamples.cs")).ReplaceLineEndings("\n");
        var samples = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in source.Split("    // sample: ").Skip(1))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            // The last sample is followed by the end of the class.
            var lines = part[(end + 1)..].TrimEnd().Split('\n').TakeWhile(static line => line != "}");
            samples.Add(part[..end], string.Join('\n', lines.Select(static line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line)).TrimEnd() + "\n");
        }

        return samples;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Culver.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
