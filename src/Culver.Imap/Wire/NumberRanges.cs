using System.Globalization;
using System.Text;
using Culver.Storage;

namespace Culver.Imap.Wire;

/// <summary>Numbers in use, as ranges in ascending order that neither overlap nor touch.</summary>
internal sealed class NumberRanges
{
    private readonly SequenceRange[] ranges;

    private NumberRanges(SequenceRange[] ranges) => this.ranges = ranges;

    /// <summary>No number at all.</summary>
    public static NumberRanges Empty { get; } = new([]);

    /// <summary>The ranges, ascending.</summary>
    public ReadOnlySpan<SequenceRange> Ranges => ranges;

    /// <summary>Whether there is no number.</summary>
    public bool IsEmpty => ranges.Length == 0;

    /// <summary>How many numbers there are.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var range in ranges)
            {
                count += range.Last - (long)range.First + 1;
            }

            return count;
        }
    }

    /// <summary>Sorts (in place) and merges ranges whose ends are in order and not zero.</summary>
    public static NumberRanges Of(Span<SequenceRange> ranges)
    {
        if (ranges.IsEmpty)
        {
            return Empty;
        }

        ranges.Sort(static (a, b) => a.First.CompareTo(b.First));
        var end = 0;
        foreach (var range in ranges[1..])
        {
            // The addition is in 64 bits: a range may end with the largest number there is.
            if (range.First <= (long)ranges[end].Last + 1)
            {
                ranges[end] = ranges[end] with { Last = Math.Max(ranges[end].Last, range.Last) };
            }
            else
            {
                ranges[++end] = range;
            }
        }

        return new(ranges[..(end + 1)].ToArray());
    }

    /// <summary>Whether <paramref name="number"/> is among them.</summary>
    public bool Contains(uint number)
    {
        var low = 0;
        var high = ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var range = ranges[middle];
            if (number < range.First)
            {
                high = middle - 1;
            }
            else if (number > range.Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Those up to <paramref name="largest"/>, for walks that must not leave what is in use.</summary>
    public NumberRanges UpTo(uint largest)
    {
        if (IsEmpty || ranges[^1].Last <= largest)
        {
            return this;
        }

        var kept = new List<SequenceRange>();
        foreach (var range in ranges)
        {
            if (range.First <= largest)
            {
                kept.Add(range with { Last = Math.Min(range.Last, largest) });
            }
        }

        return kept.Count == 0 ? Empty : new([.. kept]);
    }

    /// <summary>The numbers as UIDs, for the store.</summary>
    public UidSet ToUidSet() => UidSet.From(ranges.Select(static range => new UidRange(new(range.First), new(range.Last))));

    /// <summary>The ranges as a set on the wire; nothing when there are none.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var range in ranges)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "," : "")}{range.First}");
            if (range.Last != range.First)
            {
                text.Append(CultureInfo.InvariantCulture, $":{range.Last}");
            }
        }

        return text.ToString();
    }
}
