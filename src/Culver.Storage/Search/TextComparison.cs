using System.Globalization;

namespace Culver.Storage.Search;

/// <summary>
/// Verifies a text index: against itself, and each text it has against the message's. That it does not know a message, or knows one that was
/// removed since, is nothing wrong: it follows in the background.
/// </summary>
internal static class TextComparison
{
    private const int RowsAtOnce = 64;

    /// <summary>Looks through all of it.</summary>
    /// <exception cref="StorageUnavailableException">The index cannot be read.</exception>
    public static async ValueTask<IReadOnlyList<ConsistencyFinding>> RunAsync(ITextIndex index, ITextSource source, MessageTexts texts, CancellationToken cancellationToken)
    {
        var findings = new List<ConsistencyFinding>(await index.CheckAsync(cancellationToken));
        if (findings.Count > 0)
            return findings;
        var left = (await index.MessagesAsync(cancellationToken)).ToHashSet();
        var rows = new List<IndexRow>();
        await foreach (var all in source.AllRowsAsync(cancellationToken))
        {
            foreach (ref readonly var row in all.Span)
            {
                // Once for each message, in however many mailboxes it is.
                if (left.Remove(row.Message))
                    rows.Add(row);
            }
        }

        foreach (var some in rows.OrderBy(static row => row.Message).Chunk(RowsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var other in await index.DifferingAsync(await ReadAsync(some, texts, cancellationToken), cancellationToken))
                findings.Add(new("text index", string.Create(CultureInfo.InvariantCulture, $"has another text of message {other} than it holds")));
        }

        return findings;
    }

    private static async ValueTask<List<IndexedText>> ReadAsync(ReadOnlyMemory<IndexRow> rows, MessageTexts texts, CancellationToken cancellationToken)
    {
        var found = new List<IndexedText>(rows.Length);
        for (var read = 0; read < rows.Length;)
        {
            try
            {
                var (count, some) = await texts.ReadAsync(rows[read..], cancellationToken);
                found.AddRange(some.Select(static text => text.Text));
                read += count;
            }
            catch (StorageUnavailableException)
            {
                // One of them cannot be read, which is told of the content: the others are read one by one.
                if (rows.Length == 1)
                    return found;
                for (; read < rows.Length; read++)
                    found.AddRange(await ReadAsync(rows.Slice(read, 1), texts, cancellationToken));
            }
        }

        return found;
    }
}
