namespace Culver.Storage;

/// <summary>
/// The distinct flag sets of a mailbox, numbered. Grows only, so that any snapshot's numbers stay valid; written by the account's writer,
/// read by everyone.
/// </summary>
public sealed class FlagSetTable
{
    private readonly Dictionary<FlagSet, int> _numbers = [];
    private readonly Lock _gate = new();
    private FlagSet[] _sets = new FlagSet[4];

    /// <summary>The set with a number.</summary>
    public FlagSet this[int number] => Volatile.Read(ref _sets)[number];

    /// <summary>The number of a set, given to it now if it is new.</summary>
    public int Intern(FlagSet set)
    {
        lock (_gate)
        {
            if (_numbers.TryGetValue(set, out var number))
                return number;
            number = _numbers.Count;
            var sets = _sets;
            if (number == sets.Length)
                Array.Resize(ref sets, number * 2);
            sets[number] = set;
            // The row that carries the number is published after this, so a reader always finds the set.
            Volatile.Write(ref _sets, sets);
            _numbers.Add(set, number);
            return number;
        }
    }
}
