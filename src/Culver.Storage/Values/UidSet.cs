using System.Collections;
using System.Collections.Immutable;

namespace Culver.Storage;

/// <summary>An inclusive run of UIDs.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest; not below <paramref name="First"/>.</param>
public readonly record struct UidRange(Uid First, Uid Last);

/// <summary>An immutable set of UIDs, kept as ascending, disjoint, non-adjacent ranges.</summary>
public sealed class UidSet : IReadOnlyCollection<UidRange>, IEquatable<UidSet>
{
    private readonly ImmutableArray<UidRange> _ranges;

    private UidSet(ImmutableArray<UidRange> ranges) => _ranges = ranges;

    /// <summary>The set of nothing.</summary>
    public static UidSet Empty { get; } = new([]);

    /// <summary>Every UID there can be.</summary>
    public static UidSet All { get; } = new([new(new(1), new(uint.MaxValue))]);

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => _ranges.IsEmpty;

    /// <summary>The ranges, ascending.</summary>
    public ImmutableArray<UidRange> Ranges => _ranges;

    /// <summary>How many ranges there are.</summary>
    public int Count => _ranges.Length;

    /// <summary>How many UIDs are in it.</summary>
    public long Cardinality
    {
        get
        {
            long total = 0;
            foreach (var range in _ranges)
                total += (long)range.Last.Value - range.First.Value + 1;
            return total;
        }
    }

    /// <summary>The set of one UID.</summary>
    public static UidSet Of(Uid uid) => new([new(uid, uid)]);

    /// <summary>The set of a run.</summary>
    public static UidSet Of(Uid first, Uid last) => first <= last ? new([new(first, last)]) : new([new(last, first)]);

    /// <summary>The set of the given UIDs, in any order.</summary>
    public static UidSet From(IEnumerable<Uid> uids) => From(uids.Select(static uid => new UidRange(uid, uid)));

    /// <summary>The union of the given ranges, in any order.</summary>
    public static UidSet From(IEnumerable<UidRange> ranges)
    {
        var sorted = ranges.ToArray();
        if (sorted.Length == 0)
            return Empty;
        Array.Sort(sorted, static (left, right) => left.First.CompareTo(right.First));
        var merged = ImmutableArray.CreateBuilder<UidRange>();
        var current = sorted[0];
        foreach (var next in sorted.AsSpan(1))
        {
            if (next.First.Value <= (ulong)current.Last.Value + 1)
            {
                if (next.Last > current.Last)
                    current = current with { Last = next.Last };
            }
            else
            {
                merged.Add(current);
                current = next;
            }
        }

        merged.Add(current);
        return new(merged.ToImmutable());
    }

    /// <summary>Whether <paramref name="uid"/> is in it.</summary>
    public bool Contains(Uid uid)
    {
        var low = 0;
        var high = _ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (uid < _ranges[middle].First)
                high = middle - 1;
            else if (uid > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }

    /// <summary>The union of both.</summary>
    public UidSet Union(UidSet other) => IsEmpty ? other : other.IsEmpty ? this : From(_ranges.Concat(other._ranges));

    /// <summary>What is in both.</summary>
    public UidSet Intersect(UidSet other)
    {
        var shared = ImmutableArray.CreateBuilder<UidRange>();
        for (int i = 0, j = 0; i < _ranges.Length && j < other._ranges.Length;)
        {
            var left = _ranges[i];
            var right = other._ranges[j];
            var first = left.First > right.First ? left.First : right.First;
            var last = left.Last < right.Last ? left.Last : right.Last;
            if (first <= last)
                shared.Add(new(first, last));
            if (left.Last < right.Last)
                i++;
            else
                j++;
        }

        return shared.Count == 0 ? Empty : new(shared.ToImmutable());
    }

    /// <summary>What is in this set and not in the other.</summary>
    public UidSet Except(UidSet other)
    {
        var rest = ImmutableArray.CreateBuilder<UidRange>();
        var j = 0;
        foreach (var range in _ranges)
        {
            var first = (ulong)range.First.Value;
            while (j < other._ranges.Length && other._ranges[j].Last.Value < first)
                j++;
            for (var k = j; k < other._ranges.Length && other._ranges[k].First <= range.Last; k++)
            {
                var hole = other._ranges[k];
                if (hole.First.Value > first)
                    rest.Add(new(new((uint)first), new(hole.First.Value - 1)));
                first = (ulong)hole.Last.Value + 1;
            }

            if (first <= range.Last.Value)
                rest.Add(new(new((uint)first), range.Last));
        }

        return rest.Count == 0 ? Empty : new(rest.ToImmutable());
    }

    /// <summary>Every UID in it, ascending. Mind sets with <c>*</c>: this can be four billion.</summary>
    public IEnumerable<Uid> Uids()
    {
        foreach (var range in _ranges)
        {
            for (ulong value = range.First.Value; value <= range.Last.Value; value++)
                yield return new((uint)value);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<UidRange> GetEnumerator() => ((IEnumerable<UidRange>)_ranges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both hold the same UIDs.</summary>
    public bool Equals(UidSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UidSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _ranges.Length == 0 ? 0 : HashCode.Combine(_ranges.Length, _ranges[0], _ranges[^1]);

    /// <summary>The set in IMAP's notation, such as <c>1:3,7</c>.</summary>
    public override string ToString() => string.Join(',', _ranges.Select(static range => range.First == range.Last ? $"{range.First}" : $"{range.First}:{range.Last}"));
}
