using Culver.Storage;

namespace Culver.Imap.Commands.Search;

/// <summary>Messages a search still considers: sequence numbers of one snapshot, ascending.</summary>
internal readonly struct Candidates
{
    private readonly int[] _numbers;

    public Candidates(MailboxSnapshot snapshot, int[] numbers)
    {
        Snapshot = snapshot;
        _numbers = numbers;
    }

    public MailboxSnapshot Snapshot { get; }

    public ReadOnlySpan<int> Numbers => _numbers;

    public int Count => _numbers.Length;

    /// <summary>Every message of a snapshot but those that are gone and of which nothing is known.</summary>
    public static Candidates AllOf(MailboxSnapshot snapshot)
    {
        var numbers = new int[snapshot.Count];
        var count = 0;
        for (var number = 1; number <= snapshot.Count;)
        {
            foreach (ref readonly var row in snapshot.RowsFrom(new(number)).Span)
            {
                if (!row.IsGhost)
                    numbers[count++] = number;
                number++;
            }
        }

        return new(snapshot, count == numbers.Length ? numbers : numbers[..count]);
    }

    /// <summary>Those of these that are not among <paramref name="others"/>, which are all of these.</summary>
    public Candidates Except(Candidates others)
    {
        var rest = new int[Count - others.Count];
        var taken = 0;
        var kept = 0;
        foreach (var number in Numbers)
        {
            if (taken < others.Count && others._numbers[taken] == number)
                taken++;
            else
                rest[kept++] = number;
        }

        return new(Snapshot, rest);
    }

    /// <summary>Both together; nothing is in both.</summary>
    public Candidates Union(Candidates others)
    {
        if (Count == 0)
            return others;
        if (others.Count == 0)
            return this;
        var union = new int[Count + others.Count];
        int i = 0, j = 0;
        for (var k = 0; k < union.Length; k++)
        {
            var left = j == others.Count || (i < Count && _numbers[i] < others._numbers[j]);
            union[k] = left ? _numbers[i++] : others._numbers[j++];
        }

        return new(Snapshot, union);
    }

    /// <summary>The rows in order.</summary>
    public IndexRow[] Rows()
    {
        var rows = new IndexRow[Count];
        var walk = new Walk(Snapshot);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = walk.To(_numbers[i]);
        return rows;
    }

    /// <summary>Those of these whose UID is in a set.</summary>
    public Candidates Among(UidSet uids)
    {
        var kept = new List<int>();
        var walk = new Walk(Snapshot);
        var ranges = uids.Ranges.AsSpan();
        var range = 0;
        foreach (var number in Numbers)
        {
            var uid = walk.To(number).Uid;
            while (range < ranges.Length && ranges[range].Last < uid)
                range++;
            if (range == ranges.Length)
                break;
            if (ranges[range].First <= uid)
                kept.Add(number);
        }

        return new(Snapshot, [.. kept]);
    }

    /// <summary>Those whose place <paramref name="isKept"/> marks.</summary>
    public Candidates Where(ReadOnlySpan<bool> isKept)
    {
        var kept = new List<int>();
        for (var i = 0; i < isKept.Length; i++)
        {
            if (isKept[i])
                kept.Add(_numbers[i]);
        }

        return new(Snapshot, [.. kept]);
    }

    /// <summary>Goes through a snapshot by ascending numbers: of those that lie together none is looked for.</summary>
    public ref struct Walk(MailboxSnapshot snapshot)
    {
        private ReadOnlySpan<IndexRow> _run;
        private int _first;

        public ref readonly IndexRow To(int number)
        {
            if (number - _first >= _run.Length || number < _first)
            {
                _run = snapshot.RowsFrom(new(number)).Span;
                _first = number;
            }

            return ref _run[number - _first];
        }
    }
}
