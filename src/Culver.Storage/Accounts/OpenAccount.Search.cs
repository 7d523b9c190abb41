using System.Runtime.CompilerServices;
using Culver.Storage.Engine;
using Culver.Storage.Search;

namespace Culver.Storage.Accounts;

// What searching text asks, and is told.
internal sealed partial class OpenAccount : ITextSource
{
    /// <inheritdoc/>
    async IAsyncEnumerable<ReadOnlyMemory<IndexRow>> ITextSource.AllRowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var mailbox in Tree.ById.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await Engine.LoadRowsAsync(mailbox, ModSeq.Zero, cancellationToken) is { } loaded)
                yield return loaded.Rows;
        }
    }

    /// <inheritdoc/>
    ValueTask<MessageBatch> ITextSource.ReadMessagesAsync(ReadOnlyMemory<IndexRow> rows, MessageParts parts, CancellationToken cancellationToken) =>
        Engine.ReadMessagesAsync(rows, parts, cancellationToken);

    /// <inheritdoc/>
    ValueTask<IMessageContent> ITextSource.OpenContentAsync(IndexRow row, CancellationToken cancellationToken) =>
        Engine.OpenContentAsync(row, cancellationToken);

    /// <summary>Verifies the text index, where there is one; see <see cref="TextSearch.CheckAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckTextAsync(bool discards, CancellationToken cancellationToken) =>
        Engine.HasTextIndex ? await Search.CheckAsync(discards, cancellationToken) : [];

    private void TellSearch(IReadOnlyList<AccountWrite> writes)
    {
        foreach (var write in writes)
        {
            if (write is SweepWrite sweep)
                Search.Removed(sweep.Swept.AsSpan());
            if (write is not AppendWrite)
                continue;
            foreach (var change in write.Deltas)
                Search.Added(change.Rows.Span);
        }
    }
}
