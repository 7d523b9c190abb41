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

    /// <summary>Messages up to this size have all of their header in the index; of a longer header <see cref="SearchText"/> takes the beginning.</summary>
    private const int LongestWholeHeader = 1024 * 1024;

    private readonly ITextSource _source;
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
        _source = source;
        _texts = new(source, settings.MostOctets);
        _indexer = new(source, openIndex, _texts, settings, turns, time);
    }

    /// <summary>What indexes in the background.</summary>
    internal TextIndexer Indexer => _indexer;

    /// <summary>Says that messages arrived. Only notes it.</summary>
    public void Added(ReadOnlySpan<IndexRow> rows) => _indexer.Added(rows);

    /// <summary>Says that messages are gone for good. Only notes it.</summary>
    public void Removed(ReadOnlySpan<long> messages) => _indexer.Removed(messages);

    /// <summary>Verifies the index.</summary>
    /// <param name="discards">Whether one that is wrong is thrown away at the closing, which is to be next; it is built again when the account is opened then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<ConsistencyFinding>> CheckAsync(bool discards, CancellationToken cancellationToken)
    {
        var index = await _indexer.EnterAsync(cancellationToken);
        try
        {
            if (index is null)
                return [];
            var findings = await CompareAsync(index, cancellationToken);
            if (discards && findings.Count > 0)
                await index.DiscardAsync(cancellationToken);
            return findings;
        }
        finally
        {
            _indexer.Leave();
        }
    }

    /// <summary>See <see cref="IMailAccount.SearchTextAsync"/>.</summary>
    public async ValueTask<UidSet> SearchAsync(ReadOnlyMemory<IndexRow> rows, ImmutableArray<TextNeedle> needles, CancellationToken cancellationToken)
    {
        var folded = needles.Select(Fold).ToImmutableArray();
        var searched = new SearchedMessages(rows);
        if (searched.Keys.Length == 0)
            return UidSet.Empty;
        var index = await _indexer.EnterAsync(cancellationToken);
        try
        {
            if (index is not null)
                await FindAsync(index, searched, folded, cancellationToken);
            await ReadRestAsync(searched, folded, index, cancellationToken);
            return searched.Found();
        }
        finally
        {
            _indexer.Leave();
        }
    }

    /// <summary>See <see cref="IMailAccount.LookInHeadersAsync"/>.</summary>
    public async ValueTask<HeaderAnswer> LookInHeadersAsync(ReadOnlyMemory<IndexRow> rows, HeaderQuestion question, CancellationToken cancellationToken)
    {
        // The header text of the index has every field's value as it is compared, so that what lacks the needle altogether lacks it in each field. Of the others the fields
        // that are kept beside the texts are looked at.
        var searched = new SearchedMessages(rows);
        if (searched.Keys.Length == 0)
            return new(UidSet.Empty, UidSet.Empty);
        var number = IndexedFields.NumberOf(System.Text.Encoding.UTF8.GetBytes(question.Field));
        var index = await _indexer.EnterAsync(cancellationToken);
        try
        {
            if (index is not null)
                await RuleOutAsync(index, searched, [Fold(new(question.Text, TextScope.HeaderAndBody))], number < 0 ? null : new(number, question.Matches), cancellationToken);
            return new(searched.Found(), searched.Undecided(LongestWholeHeader));
        }
        finally
        {
            _indexer.Leave();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _indexer.DisposeAsync();

    private async ValueTask<IReadOnlyList<ConsistencyFinding>> CompareAsync(ITextIndex index, CancellationToken cancellationToken)
    {
        try
        {
            return await TextComparison.RunAsync(index, _source, _texts, cancellationToken);
        }
        catch (TextIndexClosedException)
        {
            // It failed for another user, as on a full disk, and is thrown away: there is no index to be wrong.
            return [];
        }
        catch (StorageUnavailableException failure)
        {
            return [new("text index", "cannot be read: " + failure.Message)];
        }
    }

    private static FoldedNeedle Fold(TextNeedle needle)
    {
        var text = new ArrayBufferWriter<byte>(needle.Text.Length + 16);
        TextFolding.Fold(needle.Text, text);
        return new(text.WrittenMemory, needle.Scope);
    }

    private static async ValueTask FindAsync(ITextIndex index, SearchedMessages searched, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken)
    {
        try
        {
            searched.Answers = await index.FindAsync(searched.Keys, needles, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // Done without; it is closed when it is left.
        }
    }

    private static async ValueTask RuleOutAsync(
        ITextIndex index, SearchedMessages searched, ImmutableArray<FoldedNeedle> needles, FieldQuestion? fields, CancellationToken cancellationToken)
    {
        try
        {
            searched.Answers = await index.RuleOutAsync(searched.Keys, needles, fields, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // Done without; it is closed when it is left.
        }
    }

    private async ValueTask ReadRestAsync(SearchedMessages searched, ImmutableArray<FoldedNeedle> needles, ITextIndex? index, CancellationToken cancellationToken)
    {
        var unknown = new List<int>(RowsAtOnce);
        for (var i = 0; i < searched.Rows; i++)
        {
            if (searched[i] == TextAnswer.TooLong)
                searched[i] = await HoldsAsync(searched.Row(i), needles, cancellationToken);
            if (searched[i] != TextAnswer.Unknown)
                continue;
            unknown.Add(i);
            // Decided below; a copy of the same message is not read again.
            searched[i] = TextAnswer.No;
            if (unknown.Count < RowsAtOnce)
                continue;
            await ReadAsync(searched, unknown, needles, index, cancellationToken);
            unknown.Clear();
        }

        await ReadAsync(searched, unknown, needles, index, cancellationToken);
    }

    private async ValueTask ReadAsync(
        SearchedMessages searched, List<int> unknown, ImmutableArray<FoldedNeedle> needles, ITextIndex? index, CancellationToken cancellationToken)
    {
        var rows = unknown.Select(searched.Row).ToArray();
        for (var read = 0; read < rows.Length;)
        {
            var (count, texts) = await _texts.ReadAsync(rows.AsMemory(read), cancellationToken);
            var next = read;
            foreach (var (row, text) in texts)
            {
                // Messages that were swept are passed over.
                while (rows[next].Uid != row.Uid)
                    next++;
                if (text.IsTooLong)
                    searched[unknown[next]] = await HoldsAsync(row, needles, cancellationToken);
                else if (FoldedText.Holds(text.Text.Span, text.HeaderLength, needles))
                    searched[unknown[next]] = TextAnswer.Yes;
            }

            read += count;
            if (index is not null)
                await TextIndexer.KeepAsync(index, [.. texts.Select(static text => text.Text)], cancellationToken);
        }
    }

    private async ValueTask<TextAnswer> HoldsAsync(IndexRow row, ImmutableArray<FoldedNeedle> needles, CancellationToken cancellationToken) =>
        await _texts.HoldsAsync(row, needles, cancellationToken) ? TextAnswer.Yes : TextAnswer.No;
}
