namespace Culver.Bench.Reports;

/// <summary>A part of a page that a run writes anew, between two comments that bear its name.</summary>
internal static class PageSection
{
    /// <exception cref="InvalidOperationException">The page has no place of that name.</exception>
    public static async Task WriteAsync(string page, string name, string content)
    {
        var text = await File.ReadAllTextAsync(page);
        var (first, last) = ($"<!-- {name}: begin -->", $"<!-- {name}: end -->");
        var (begin, end) = (text.IndexOf(first, StringComparison.Ordinal), text.IndexOf(last, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
            throw new InvalidOperationException($"{page} has no place for the summary of the {name}.");
        await File.WriteAllTextAsync(page, $"{text[..begin]}{first}\n\n{content}\n{text[end..]}");
    }
}
