using Xunit;

namespace Culver.Architecture.Tests;

/// <summary><c>docs/capabilities.md</c> leaves nothing out, and what it points to is there.</summary>
public sealed class CapabilityPageTests
{
    // The heading of each table's section, and the part its paths are in.
    private static readonly (string Section, string Part)[] Sections = [("## IMAP", "Imap"), ("## POP3", "Pop3"), ("## Logins", "Sasl"), ("## SMTP, submission and LMTP", "Smtp")];

    private static readonly (string Part, string[] Cells)[] Rows = Read();

    [Fact]
    public void Every_announced_name_is_on_the_page()
    {
        var missing = RfcIndex.Announced.Select(static announced => announced.Key).Where(static name => !IsOnPage(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void The_code_and_the_tests_it_names_exist()
    {
        var gone = from row in Rows
                   from path in new[] { $"src/Culver.{row.Part}/{row.Cells[^2].Trim('`')}", $"tests/Culver.{row.Part}.Tests/{row.Cells[^1].Trim('`')}" }
                   where !File.Exists(Repository.PathOf(path)) && !Directory.Exists(Repository.PathOf(path))
                   select $"{row.Cells[0]}: {path}";
        Assert.Empty(gone);
    }

    [Fact]
    public void The_RFC_it_names_is_the_one_in_the_index()
    {
        var wrong = from row in Rows
                    where int.TryParse(row.Cells[^3], out _)
                    from announced in RfcIndex.Announced
                    where announced.Key == $"{(row.Part is "Smtp" or "Pop3" ? row.Part.ToLowerInvariant() : "imap")}:{(row.Part == "Sasl" ? "AUTH=" : "")}{row.Cells[0]}"
                    where !announced.Contains(int.Parse(row.Cells[^3]))
                    select $"{row.Cells[0]}: {row.Cells[^3]}";
        Assert.Empty(wrong);
    }

    private static bool IsOnPage(string announced)
    {
        var name = announced.Split(':')[1];
        var part = announced.StartsWith("smtp:", StringComparison.Ordinal) ? "Smtp" : announced.StartsWith("pop3:", StringComparison.Ordinal) ? "Pop3" : "Imap";
        if (name.StartsWith("AUTH=", StringComparison.Ordinal))
        {
            part = "Sasl";
            name = name["AUTH=".Length..].Replace("-PLUS", "", StringComparison.Ordinal);
        }

        return Rows.Any(row => row.Part == part && row.Cells[0] == name);
    }

    private static (string Part, string[] Cells)[] Read()
    {
        var rows = new List<(string Part, string[] Cells)>();
        var part = "";
        foreach (var line in File.ReadAllLines(Repository.PathOf("docs/capabilities.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                part = Sections.Single(section => section.Section == line).Part;
            else if (line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| tests |", StringComparison.Ordinal))
                rows.Add((part, [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())]));
        }

        Assert.NotEmpty(rows);
        return [.. rows];
    }
}
