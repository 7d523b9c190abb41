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
        var order = new int[rows.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = rows.Span[i].Message;
            order[i] = i;
        }

        // Most mailboxes hold their messages in the order they arrived: nothing to sort then.
        Array.Sort(keys, order);
        var distinct = new List<long>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            // Ghosts of a view have no content any more; they match nothing.
            if (keys[i] > 0 && (distinct.Count == 0 || distinct[^1] != keys[i]))
                distinct.Add(keys[i]);
            _places[order[i]] = distinct.Count - 1;
        }

        Keys = [.. distinct];
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
    public UidSet Found()
    {
        var found = new List<UidRange>();
        for (var i = 0; i < _rows.Length; i++)
        {
            if (this[i] == TextAnswer.Yes)
                found.Add(new(_rows.Span[i].Uid, _rows.Span[i].Uid));
        }

        return UidSet.From(found);
    }
}
