using System.Collections.Immutable;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Search;

/// <summary>One question to a text index: signatures first, then the texts they could not rule out.</summary>
internal sealed class TextQuery
{
    private readonly SqliteDatabase _database;
    private readonly ImmutableArray<FoldedNeedle> _needles;
    private readonly int[] _slots;

    public TextQuery(SqliteDatabase database, ImmutableArray<FoldedNeedle> needles)
    {
        _database = database;
        _needles = needles;
        // All needles must be there, so all their slots must. Ascending, so that slots of one stripe follow one another.
        _slots = [.. needles.SelectMany(static needle => TrigramSignature.SlotsOf(needle.Text.Span)).Distinct().Order()];
    }

    /// <summary>Answers for ascending messages.</summary>
    public TextAnswer[] Find(ReadOnlySpan<long> messages, List<TextBlock> blocks, SortedSet<long> tail, CancellationToken cancellationToken)
    {
        var answers = new TextAnswer[messages.Length];
        var candidates = new List<int>();
        foreach (var message in tail)
        {
            if (messages.BinarySearch(message) is >= 0 and var at)
                candidates.Add(at);
        }

        AskBlocks(messages, blocks, answers, candidates, cancellationToken);
        candidates.Sort();
        foreach (var candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[candidate] = Look(messages[candidate]);
        }

        return answers;
    }

    /// <summary>Answers for ascending messages from the signatures alone; what they do not rule out is unknown.</summary>
    public TextAnswer[] RuleOut(ReadOnlySpan<long> messages, List<TextBlock> blocks, CancellationToken cancellationToken)
    {
        var answers = new TextAnswer[messages.Length];
        AskBlocks(messages, blocks, answers, candidates: null, cancellationToken);
        return answers;
    }

    private void AskBlocks(ReadOnlySpan<long> messages, List<TextBlock> blocks, TextAnswer[] answers, List<int>? candidates, CancellationToken cancellationToken)
    {
        Span<byte> mask = stackalloc byte[TrigramSignature.SlotOctets];
        foreach (var block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = LowerBound(messages, block.Messages[0]);
            if (from == messages.Length || messages[from] > block.Messages[^1])
                continue;
            Narrow(block, mask);
            Match(block, mask, messages, from, answers, candidates);
        }
    }

    private static int LowerBound(ReadOnlySpan<long> messages, long message)
    {
        var at = messages.BinarySearch(message);
        return at < 0 ? ~at : at;
    }

    private static void Match(TextBlock block, ReadOnlySpan<byte> mask, ReadOnlySpan<long> messages, int from, TextAnswer[] answers, List<int>? candidates)
    {
        for (int place = 0, at = from; place < block.Messages.Length && at < messages.Length;)
        {
            var known = block.Messages[place];
            if (known < messages[at])
            {
                place++;
            }
            else if (known > messages[at])
            {
                at++;
            }
            else
            {
                if ((mask[place / 8] & (1 << (place % 8))) != 0)
                    candidates?.Add(at);
                else
                    answers[at] = TextAnswer.No;
                place++;
                at++;
            }
        }
    }

    private void Narrow(TextBlock block, Span<byte> mask)
    {
        mask.Fill(0xFF);
        var select = _database.Statement("SELECT bits FROM stripe WHERE stripe = ?");
        for (var i = 0; i < _slots.Length;)
        {
            var stripe = _slots[i] / TrigramSignature.StripeSlots;
            select.Bind(1, (block.Number * TrigramSignature.Stripes) + stripe);
            using (select.Rows())
            {
                var bits = select.Step() ? select.Blob(0) : default;
                for (; i < _slots.Length && _slots[i] / TrigramSignature.StripeSlots == stripe; i++)
                {
                    if (!TrigramSignature.Keep(mask, bits, _slots[i]))
                        return;
                }
            }
        }
    }

    private TextAnswer Look(long message)
    {
        var select = _database.Statement("SELECT header, text FROM text WHERE message = ?").Bind(1, message);
        using (select.Rows())
        {
            // Removed from the index, but shown by a session still: its content is read.
            if (!select.Step())
                return TextAnswer.Unknown;
            if (select.IsNull(1))
                return TextAnswer.TooLong;
            return FoldedText.Holds(select.Blob(1), select.Int32(0), _needles) ? TextAnswer.Yes : TextAnswer.No;
        }
    }
}
