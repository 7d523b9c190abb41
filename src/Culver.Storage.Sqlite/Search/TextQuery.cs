using System.Collections.Immutable;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Sql;

namespace Culver.Storage.Sqlite.Search;

/// <summary>One question to a text index: signatures first, then the texts they could not rule out.</summary>
internal sealed class TextQuery
{
    private readonly SqliteDatabase _database;
    private readonly ImmutableArray<FoldedNeedle> _needles;
    private readonly FieldQuestion? _fields;
    private readonly int[] _slots;

    public TextQuery(SqliteDatabase database, ImmutableArray<FoldedNeedle> needles, FieldQuestion? fields = null)
    {
        _database = database;
        _fields = fields;
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

    /// <summary>Answers for ascending messages from the signatures alone, and of the others from what is asked of fields; what is left is unknown.</summary>
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
            if (_fields is null || !mask.ContainsAnyExcept((byte)0))
                Match(block, mask, default, messages, from, answers, candidates);
            else
                MatchFields(block, mask, messages, from, answers);
        }
    }

    private void MatchFields(TextBlock block, ReadOnlySpan<byte> mask, ReadOnlySpan<long> messages, int from, TextAnswer[] answers)
    {
        var select = _database.Statement("SELECT lines FROM field WHERE field = ?").Bind(1, BlockFields.RowOf(block.Number, _fields!.Number));
        using (select.Rows())
        {
            // Written with the block.
            if (!select.Step())
                throw new StorageDamagedException("The header fields of a text index are damaged.");
            Match(block, mask, new(select.Blob(0), block.Messages.Length), messages, from, answers, candidates: null);
        }
    }

    private static int LowerBound(ReadOnlySpan<long> messages, long message)
    {
        var at = messages.BinarySearch(message);
        return at < 0 ? ~at : at;
    }

    private void Match(
        TextBlock block, ReadOnlySpan<byte> mask, BlockFields fields, ReadOnlySpan<long> messages, int from, TextAnswer[] answers, List<int>? candidates)
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
                if ((mask[place / 8] & (1 << (place % 8))) == 0)
                    answers[at] = TextAnswer.No;
                else if (candidates is not null)
                    candidates.Add(at);
                else if (_fields is not null && fields.TryGet(place, out var lines))
                    answers[at] = _fields.Matches(lines) ? TextAnswer.Yes : TextAnswer.No;
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
