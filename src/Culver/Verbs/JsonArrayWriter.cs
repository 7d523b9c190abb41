using System.Text.Json;

namespace Culver.Verbs;

/// <summary>Writes one JSON array from rows that come in pages, in the layout of <see cref="Listing.Json"/>.</summary>
internal sealed class JsonArrayWriter
{
    private bool _hasRows;

    /// <summary>Writes a page.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="isLast">Whether the array ends with it.</param>
    public void Write<T>(IEnumerable<T> rows, bool isLast)
    {
        foreach (var row in rows)
        {
            Console.Write(_hasRows ? "," : "[");
            Console.Write("\n  " + JsonSerializer.Serialize(row, Listing.Format).ReplaceLineEndings("\n  "));
            _hasRows = true;
        }

        if (isLast)
            Console.WriteLine(_hasRows ? "\n]" : "[]");
    }
}
