using System.Buffers;
using System.Collections.Immutable;
using Culver.Mime.Text;

namespace Culver.Storage.Search;

/// <summary>
/// Text search in one account. Rules it upholds: a message matches exactly when its folded text holds every folded needle
/// (RFC 9051 §6.4.4), whatever the index knows; the index only spares reading. What an index does not know is read from content, and the
/// index is given what was read. An index that fails is done without.
/// </summary>
internal sealed class TextSearch : IAsyncDisposable
{
    private const int RowsAtOnce = 64;
    private readonly MessageTexts _texts;
    private readonly TextIndexer _indexer;

    /// <param name="source">The account.</param>
    /// <param name="openIndex">Opens its index, at first use; null where the engine has none.</param>
    /// <param name="settings">How text is indexed.</param>
    /// <param name="turns">Shared by the accounts of a store: so many of them index at a time.</param>
    /// <param name="time">The clock.</param>
    public TextSearch(
        ITextSource source, Func<CancellationToken, ValueTask<ITextIndex?>> openIndex, TextSearchSettings settings, SemaphoreSlim turns, TimeProvider time)
    {
        _texts = new(source, settings.MostOctets);
        _indexer = new(source, openIndex, _texts, settings, turns, time);
    }

    /// <summary>What indexes in the background.</summary>
    internal TextIndexer Indexer => _indexer;

    /// <summary>Says that messages arrived. Only notes it.</summary>
    public void Added(ReadOnlySpan<IndexRow> rows) => _indexer.Added(rows);

    /// <summary>Says that messages are gone for good. Only notes it.</summary>
    public void Removed(ReadOnlySpan<long> messages) => _indexer.Removed(messages);

    /// <summary>See <see cref="IMailAccount.SearchTextAsync"/>.</summary>
    public async ValueTask<UidSet> SearchAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken)
    {
        var folded = needles.Select(Fold).ToImmutableArray();
        var messages = Messages(rows.Span);
        if (messages.Length == 0)
            return UidSet.Empty;
        var index = await _indexer.IndexAsync(cancellationToken);
        var answers = index is null ? new TextAnswer[messages.Length] : await AskAsync(index, messages, folded, cancellationToken);
        await ReadRestAsync(rows, messages, answers, folded, index, cancellationToken);
        return Uids(rows.Span, messages, answers);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _indexer.DisposeAsync();

    private static FoldedNeedle Fold(TextNeedle needle)
    {
        var text = new ArrayBufferWriter<byte>(needle.Text.Length + 16);
        TextFolding.Fold(needle.Text, text);
        return new(text.WrittenMemory, needle.Scope);
    }

    // Ghosts of a view have no content any more; they match nothing.
    private static long[] Messages(ReadOnlySpan<IndexRow> rows)
    {
        var messages = new List<long>(rows.Length);
        foreach (ref readonly var row in rows)
        {
            if (row.Message > 0)
                messages.Add(row.Message);
        }

        messages.Sort();
        var distinct = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            if (i == 0 || messages[i] != messages[i - 1])
                messages[distinct++] = messages[i];
        }

        return [.. messages.Take(distinct)];
    }

    private static UidSet Uids(ReadOnlySpan<IndexRow> rows, long[] messages, TextAnswer[] answers)
    {
        var found = new List<UidRange>();
        foreach (ref readonly var row in rows)
        {
            if (row.Message > 0 && answers[Array.BinarySearch(messages, row.Message)] == TextAnswer.Yes)
                found.Add(new(row.Uid, row.Uid));
        }

        return UidSet.From(found);
    }

    private async ValueTask<TextAnswer[]> AskAsync(ITextIndex index, long[] messages, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken)
    {
        try
        {
            return await index.FindAsync(messages, needles, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            await _indexer.FailedAsync();
            return new TextAnswer[messages.Length];
        }
    }

    private async ValueTask ReadRestAsync(
        ReadOnlyMemory<IndexRow> rows, long[] messages, TextAnswer[] answers, ImmutableArray<FoldedNeedle> needles, ITextIndex? index, CancellationToken cancellationToken)
    {
        var unknown = new List<IndexRow>(RowsAtOnce);
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows.Span[i];
            if (row.Message <= 0)
                continue;
            var at = Array.BinarySearch(messages, row.Message);
            if (answers[at] == TextAnswer.TooLong)
                answers[at] = await HoldsAsync(row, needles, cancellationToken);
            if (answers[at] != TextAnswer.Unknown)
                continue;
            unknown.Add(row);
            // Decided below; a copy of the same message is not read again.
            answers[at] = TextAnswer.No;
            if (unknown.Count < RowsAtOnce)
                continue;
            await ReadAsync(unknown, messages, answers, needles, index, cancellationToken);
            unknown.Clear();
        }

        await ReadAsync(unknown, messages, answers, needles, index, cancellationToken);
    }

    private async ValueTask ReadAsync(
        List<IndexRow> unknown, long[] messages, TextAnswer[] answers, ImmutableArray<FoldedNeedle> needles, ITextIndex? index, CancellationToken cancellationToken)
    {
        var rows = unknown.ToArray();
        for (var read = 0; read < rows.Length;)
        {
            var (count, texts) = await _texts.ReadAsync(rows.AsMemory(read), cancellationToken);
            foreach (var (row, text) in texts)
            {
                var at = Array.BinarySearch(messages, text.Message);
                if (text.IsTooLong)
                    answers[at] = await HoldsAsync(row, needles, cancellationToken);
                else if (FoldedText.Holds(text.Text.Span, text.HeaderLength, needles))
                    answers[at] = TextAnswer.Yes;
            }

            read += count;
            if (index is not null)
                await _indexer.KeepAsync(index, [.. texts.Select(static text => text.Text)], cancellationToken);
        }
    }

    private async ValueTask<TextAnswer> HoldsAsync(IndexRow row, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken) =>
        await _texts.HoldsAsync(row, needles, cancellationToken) ? TextAnswer.Yes : TextAnswer.No;
}
