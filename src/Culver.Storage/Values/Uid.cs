using System.Globalization;

namespace Culver.Storage;

/// <summary>A message's unique identifier in its mailbox: 1 to 2³²−1, ascending in order of arrival (RFC 9051 §2.3.1.1).</summary>
/// <param name="Value">The number; 0 stands for "none" and is never given to a message.</param>
public readonly record struct Uid(uint Value) : IComparable<Uid>
{
    /// <inheritdoc/>
    public bool Equals(Uid other) => Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>Orders by number.</summary>
    public int CompareTo(Uid other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> comes before <paramref name="right"/>.</summary>
    public static bool operator <(Uid left, Uid right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> comes after <paramref name="right"/>.</summary>
    public static bool operator >(Uid left, Uid right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not come after <paramref name="right"/>.</summary>
    public static bool operator <=(Uid left, Uid right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not come before <paramref name="right"/>.</summary>
    public static bool operator >=(Uid left, Uid right) => left.Value >= right.Value;

    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
