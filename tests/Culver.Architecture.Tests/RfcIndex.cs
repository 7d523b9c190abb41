namespace Culver.Architecture.Tests;

/// <summary>A row of <c>docs/rfc/index.tsv</c>.</summary>
/// <param name="Number">The RFC's number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">yes, partial, planned or no.</param>
/// <param name="Folder">Where its code is.</param>
/// <param name="Tests">Files that test it, with spaces between.</param>
/// <param name="Note">What is missing, or why not.</param>
internal sealed record RfcRow(int Number, string Title, string Status, string Folder, string Tests, string Note);

/// <summary>The RFCs we know, and what we do about each.</summary>
internal static class RfcIndex
{
    public static IReadOnlyList<RfcRow> Rows { get; } = [.. File.ReadAllLines(Repository.PathOf("docs/rfc/index.tsv")).Skip(1).Select(Read)];

    /// <summary>What servers announce, and the RFC that says what it means: <c>docs/rfc/announced.tsv</c>.</summary>
    public static ILookup<string, int> Announced { get; } = File.ReadAllLines(Repository.PathOf("docs/rfc/announced.tsv")).Skip(1)
        .Select(static line => line.Split('\t')).ToLookup(static cells => cells[0], static cells => int.Parse(cells[1]), StringComparer.OrdinalIgnoreCase);

    private static RfcRow Read(string line)
    {
        var cells = line.Split('\t');
        return new(int.Parse(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5]);
    }
}
