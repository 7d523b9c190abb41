using System.Text.RegularExpressions;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>The RFC index is true: of the code, of the tests, and of itself.</summary>
public sealed partial class RfcTests
{
    [Fact]
    public void Every_cited_rfc_is_in_the_index()
    {
        var known = RfcIndex.Rows.Select(static row => row.Number).ToHashSet();
        var unknown = from file in Repository.Product.Concat(Repository.Tests)
                      from line in file.Lines
                      from Match citation in Citation().Matches(line)
                      where !known.Contains(int.Parse(citation.Groups[1].Value))
                      select $"{file.Path}: {line.Trim()}";
        Assert.Empty(unknown);
    }

    [Fact]
    public void Rows_are_sorted_and_unique()
    {
        var numbers = RfcIndex.Rows.Select(static row => row.Number).ToArray();
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public void A_status_is_yes_partial_planned_or_no() =>
        Assert.Empty(RfcIndex.Rows.Where(static row => row.Status is not ("yes" or "partial" or "planned" or "no")).Select(static row => $"{row.Number}: {row.Status}"));

    [Fact]
    public void What_is_done_names_a_folder_that_exists_and_a_test_that_exists()
    {
        var wrong = new List<string>();
        foreach (var row in RfcIndex.Rows.Where(static row => row.Status is "yes" or "partial"))
        {
            if (row.Folder.Length == 0 || !Directory.Exists(Repository.PathOf(row.Folder)))
                wrong.Add($"{row.Number}: the folder '{row.Folder}' does not exist");
            if (row.Tests.Length == 0)
                wrong.Add($"{row.Number}: no test is named");
            foreach (var test in row.Tests.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!File.Exists(Repository.PathOf(test)))
                    wrong.Add($"{row.Number}: the test '{test}' does not exist");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void What_is_partial_says_what_is_missing() =>
        Assert.Empty(RfcIndex.Rows.Where(static row => row.Status == "partial" && row.Note.Length == 0).Select(static row => row.Number));

    [Fact]
    public void What_is_marked_unfinished_in_code_is_partial()
    {
        var done = RfcIndex.Rows.Where(static row => row.Status == "yes").Select(static row => row.Number).ToHashSet();
        var open = from file in Repository.Product
                   from line in file.Lines
                   from Match mark in Unfinished().Matches(line)
                   where done.Contains(int.Parse(mark.Groups[1].Value))
                   select $"{file.Path}: {line.Trim()}";
        Assert.Empty(open);
    }

    [GeneratedRegex(@"\bRFC ?(\d{3,5})\b")]
    private static partial Regex Citation();

    [GeneratedRegex(@"TODO RFC ?(\d{3,5})\b")]
    private static partial Regex Unfinished();
}
