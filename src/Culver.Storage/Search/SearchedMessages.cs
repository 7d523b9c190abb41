namespace Culver.Storage.Search;

/// <summary>The messages behind the rows a search is asked about: each once, ascending, with what is known of it so far.</summary>
internal sealed class SearchedMessages
{
    private readonly ReadOnlyMemory<IndexRow> _rows;
    private readonly int[] _places;

    public SearchedMessages(ReadOnlyMemory<IndexRow> rows)
    {
        _rows = rows;
        _places = new int[rows.Length];
        var keys = new long[rows.Length];
        var span = rows.Span;
        // Most mailboxes hold their messages in the order they arrived: nothing to sort then.
        var isAscending = true;
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = span[i].Message;
            _places[i] = i;
            isAscending &= keys[i] > (i == 0 ? 0 : keys[i - 1]);
        }

        Keys = isAscending ? keys : Distinct(keys);
        Answers = new TextAnswer[Keys.Length];
    }

    /// <summary>The messages, ascending.</summary>
    public long[] Keys { get; }

    /// <summary>What is known of each.</summary>
    public TextAnswer[] Answers { get; set; }

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Length;

    /// <summary>A row.</summary>
    public IndexRow Row(int row) => _rows.Span[row];

    /// <summary>What is known of the message of a row; a ghost lacks every needle.</summary>
    public TextAnswer this[int row]
    {
        get => _places[row] < 0 || _rows.Span[row].Message <= 0 ? TextAnswer.No : Answers[_places[row]];
        set => Answers[_places[row]] = value;
    }

    /// <summary>The UIDs of the rows whose messages hold every needle.</summary>
    public UidSet Found() => Where(static (answer, _) => answer == TextAnswer.Yes);

    /// <summary>
    /// The UIDs of the rows whose messages are neither known to match nor to lack a needle, and of all that are longer than <paramref name="known"/> octets and not known to
    /// match, of which an index may know a part.
    /// </summary>
    public UidSet Undecided(int known) => Where((answer, size) => answer != TextAnswer.Yes && (answer != TextAnswer.No || size > known));

    private UidSet Where(Func<TextAnswer, long, bool> isWanted)
    {
        var found = new List<UidRange>();
        for (var i = 0; i < _rows.Length; i++)
        {
            var row = _rows.Span[i];
            if (!row.IsGhost && isWanted(this[i], row.Size))
                found.Add(new(row.Uid, row.Uid));
        }

        return UidSet.From(found);
    }

    private long[] Distinct(long[] keys)
    {
        var order = (int[])_places.Clone();
        Array.Sort(keys, order);
        var distinct = new List<long>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            // Ghosts of a view have no content any more; they match nothing.
            if (keys[i] > 0 && (distinct.Count == 0 || distinct[^1] != keys[i]))
                distinct.Add(keys[i]);
            _places[order[i]] = distinct.Count - 1;
        }

        return [.. distinct];
    }
}
