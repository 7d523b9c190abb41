namespace Culver.Storage;

/// <summary>
/// The distinct flag sets of a mailbox, numbered. Grows only, so that any snapshot's numbers stay valid; written by the account's writer,
/// read by everyone.
/// </summary>
public sealed class FlagSetTable
{
    // Sets of the system flags alone, as most are.
    private const int Plain = 32;

    private readonly Dictionary<FlagSet, int> _numbers = [];
    private readonly Lock _gate = new();
    private FlagSet[] _sets = new FlagSet[4];
    // By the flags: one more than the number; 0 where there is none.
    private int[]? _plain;

    /// <summary>The set with a number.</summary>
    public FlagSet this[int number] => Volatile.Read(ref _sets)[number];

    /// <summary>The number of a set, given to it now if it is new.</summary>
    public int Intern(FlagSet set)
    {
        // Asked at every second row where a mailbox is loaded or flags are stored.
        var plain = set.Keywords.IsZero && (uint)set.System < Plain ? (int)set.System : -1;
        if (plain >= 0 && Volatile.Read(ref _plain) is { } known && Volatile.Read(ref known[plain]) is > 0 and var next)
            return next - 1;
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
            if (plain >= 0)
                Volatile.Write(ref (_plain ??= new int[Plain])[plain], number + 1);
            return number;
        }
    }
}
