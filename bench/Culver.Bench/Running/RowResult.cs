namespace Culver.Bench.Running;

/// <summary>A row of the table.</summary>
/// <param name="Row">Its name.</param>
/// <param name="Unit">What one operation is.</param>
/// <param name="Size">Messages in the mailbox; 0 where that does not matter.</param>
/// <param name="Cells">One for each server.</param>
internal sealed record RowResult(string Row, string Unit, int Size, IReadOnlyList<Cell> Cells);
