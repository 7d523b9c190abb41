namespace Culver.Bench.Rows;

/// <summary>All rows, in the order of the table.</summary>
internal static class RowCatalog
{
    public static IReadOnlyList<Row> All { get; } = [.. LoginRows.All(), .. ArrivalRows.All(), .. ReadRows.All(), .. SearchRows.All(), .. ChangeRows.All(), .. PopRows.All(), .. SubmissionRows.All(), .. SizeRows.All(), .. CrowdRows.All(), .. BoundRows.All()];
}
