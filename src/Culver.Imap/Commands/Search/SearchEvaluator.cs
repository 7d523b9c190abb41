using System.Collections.Immutable;
using Culver.Imap.Session;
using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>
/// Finds the messages of a view that a key matches. Works on sets: each key narrows the candidates it is given, the cheapest first,
/// so that digests and text are read only of what is still in question. Nothing of the store is held between two reads.
/// </summary>
internal sealed class SearchEvaluator(SelectedMailbox mailbox, MailboxSnapshot snapshot, SearchTurn turn, int mostHeader)
{
    /// <summary>Shorter texts are in most messages, and the text index rules few out.</summary>
    private const int LeastNarrowingText = 3;

    /// <summary>Of fewer messages the digests are read faster than the text index is asked.</summary>
    private const int LeastNarrowed = 256;

    /// <summary>Tests of keys against rows that are over in a few milliseconds.</summary>
    private const long LightTests = 2_000_000;

    private readonly IndexTest _index = new(mailbox, snapshot);

    /// <summary>The matches, ascending.</summary>
    public ValueTask<Candidates> RunAsync(SearchKey key, CancellationToken cancellationToken)
    {
        if (SearchCosts.Of(key) != SearchCost.Index)
            return MatchAsync(key, Candidates.AllOf(snapshot), cancellationToken);
        if (key is SearchKey.All)
            return new(Candidates.AllOf(snapshot));
        return SearchCosts.Keys(key) * (long)snapshot.Count <= LightTests ? new(WholeIndex(key)) : WholeIndexAsync(key, cancellationToken);
    }

    /// <summary>Walks the index without making candidates of all of it first.</summary>
    private Candidates WholeIndex(SearchKey key)
    {
        var test = _index.For(key);
        var matches = new List<int>();
        for (var number = 1; number <= snapshot.Count;)
            number = Walk(number, test, matches);
        return new(snapshot, [.. matches]);
    }

    /// <summary>The same with many keys, letting others in.</summary>
    private async ValueTask<Candidates> WholeIndexAsync(SearchKey key, CancellationToken cancellationToken)
    {
        var test = _index.For(key);
        var matches = new List<int>();
        for (var number = 1; number <= snapshot.Count;)
        {
            await turn.StepAsync(cancellationToken);
            number = Walk(number, test, matches);
        }

        return new(snapshot, [.. matches]);
    }

    /// <summary>Tests the rows that lie together from a number on; gives the number behind them.</summary>
    private int Walk(int number, IndexTest.Predicate test, List<int> matches)
    {
        foreach (ref readonly var row in snapshot.RowsFrom(new(number)).Span)
        {
            if (!row.IsGhost && test(new NumberedRow(new(number), row)))
                matches.Add(number);
            number++;
        }

        return number;
    }

    private async ValueTask<Candidates> MatchAsync(SearchKey key, Candidates among, CancellationToken cancellationToken)
    {
        if (among.Count == 0)
            return among;
        await turn.StepAsync(cancellationToken);
        if (SearchCosts.Of(key) == SearchCost.Index)
            return ByIndex(key, among);
        switch (key)
        {
            case SearchKey.And and:
                return await MatchAllAsync(and.Keys, among, cancellationToken);
            case SearchKey.Or or:
                var (cheap, dear) = SearchCosts.Of(or.Left) <= SearchCosts.Of(or.Right) ? (or.Left, or.Right) : (or.Right, or.Left);
                var first = await MatchAsync(cheap, among, cancellationToken);
                return first.Union(await MatchAsync(dear, among.Except(first), cancellationToken));
            case SearchKey.Not not:
                return among.Except(await MatchAsync(not.Key, among, cancellationToken));
            case SearchKey.FullText text:
                return await ByTextAsync([text.Needle], among, cancellationToken);
            case SearchKey.Email or SearchKey.Thread:
                return await ByIdsAsync(key, among, cancellationToken);
            case SearchKey.Header header when header.Text.Length >= LeastNarrowingText && among.Count >= LeastNarrowed:
                return await ByHeaderAsync(header, among, cancellationToken);
            default:
                return await ByDigestAsync(DigestTest.For(key), among, cancellationToken);
        }
    }

    private async ValueTask<Candidates> MatchAllAsync(ImmutableArray<SearchKey> keys, Candidates among, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Where(static key => key is not SearchKey.FullText).OrderBy(SearchCosts.Of))
            among = await MatchAsync(key, among, cancellationToken);

        // All texts are looked for in one reading.
        var needles = keys.OfType<SearchKey.FullText>().Select(static text => text.Needle).ToImmutableArray();
        return needles.IsEmpty || among.Count == 0 ? among : await ByTextAsync(needles, among, cancellationToken);
    }

    private Candidates ByIndex(SearchKey key, Candidates among)
    {
        var test = _index.For(key);
        var kept = new List<int>();
        var walk = new Candidates.Walk(snapshot);
        foreach (var number in among.Numbers)
        {
            if (test(new NumberedRow(new(number), walk.To(number))))
                kept.Add(number);
        }

        return new(snapshot, [.. kept]);
    }

    private async ValueTask<Candidates> ByTextAsync(ImmutableArray<TextNeedle> needles, Candidates among, CancellationToken cancellationToken)
    {
        await turn.StepAsync(cancellationToken);
        return among.Among(await mailbox.Account.SearchTextAsync(among.Rows(), needles, cancellationToken));
    }

    /// <summary>Takes what the text index knows to match, leaves out what it knows not to, and looks at the header of the others.</summary>
    private async ValueTask<Candidates> ByHeaderAsync(SearchKey.Header key, Candidates among, CancellationToken cancellationToken)
    {
        await turn.StepAsync(cancellationToken);
        var test = DigestTest.For(key);
        var (matching, undecided) = await mailbox.Account.LookInHeadersAsync(among.Rows(), new(key.Field, key.Text, test.MatchesHeader), cancellationToken);
        var left = undecided.IsEmpty ? new(among.Snapshot, []) : await ByDigestAsync(test, among.Among(undecided), cancellationToken);
        return among.Among(matching).Union(left);
    }

    private ValueTask<Candidates> ByIdsAsync(SearchKey key, Candidates among, CancellationToken cancellationToken) =>
        ReadAsync(
            among,
            MessageParts.Ids,
            (batch, i) => key switch
            {
                SearchKey.Email { Id: var id } => batch[i].EmailId == id,
                SearchKey.Thread { Id: var id } => batch[i].ThreadId == id,
                _ => false,
            },
            cancellationToken);

    private async ValueTask<Candidates> ByDigestAsync(DigestTest test, Candidates among, CancellationToken cancellationToken)
    {
        var rows = among.Rows();
        var digests = new TestedDigests(test, rows.Length);
        while (digests.Count < rows.Length)
        {
            await turn.StepAsync(cancellationToken);
            await mailbox.Account.ShowDigestsAsync(rows.AsMemory(digests.Count), digests.GoOn(), cancellationToken);
            // The header is larger than digests keep: it is read from the message itself.
            if (digests.LongHeader is { } length)
                digests.Decide(test.MatchesHeader(await ReadHeaderAsync(rows[digests.Count], length, cancellationToken)));
        }

        return among.Where(digests.Matches);
    }

    private async ValueTask<byte[]> ReadHeaderAsync(IndexRow row, long length, CancellationToken cancellationToken)
    {
        await using var content = await mailbox.Account.OpenContentAsync(row, cancellationToken);
        var header = new byte[Math.Min(length, mostHeader)];
        var filled = 0;
        while (filled < header.Length && await content.ReadAsync(filled, header.AsMemory(filled), cancellationToken) is > 0 and var read)
            filled += read;
        return header[..filled];
    }

    private async ValueTask<Candidates> ReadAsync(
        Candidates among, MessageParts parts, Func<MessageBatch, int, bool> test, CancellationToken cancellationToken)
    {
        var rows = among.Rows();
        var isKept = new bool[rows.Length];
        for (var start = 0; start < rows.Length;)
        {
            await turn.StepAsync(cancellationToken);
            using var batch = await mailbox.Account.ReadMessagesAsync(rows.AsMemory(start), parts, cancellationToken);
            for (var i = 0; i < batch.Count; i++)
                isKept[start + i] = test(batch, i);
            start += batch.Count;
        }

        return among.Where(isKept);
    }
}
