using System.Globalization;

namespace Culver.Storage;

/// <summary>
/// A point in an account's history: one counter per account, raised by every change, at most 2⁶³−1 (RFC 7162 §3.1).
/// A row's ModSeq is the change that touched it last.
/// </summary>
/// <param name="Value">The number; 0 is "before everything".</param>
public readonly record struct ModSeq(long Value) : IComparable<ModSeq>
{
    /// <summary>Before every change.</summary>
    public static ModSeq Zero => default;

    /// <inheritdoc/>
    public bool Equals(ModSeq other) => Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>Orders by number.</summary>
    public int CompareTo(ModSeq other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> is older than <paramref name="right"/>.</summary>
    public static bool operator <(ModSeq left, ModSeq right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is newer than <paramref name="right"/>.</summary>
    public static bool operator >(ModSeq left, ModSeq right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> is not newer than <paramref name="right"/>.</summary>
    public static bool operator <=(ModSeq left, ModSeq right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> is not older than <paramref name="right"/>.</summary>
    public static bool operator >=(ModSeq left, ModSeq right) => left.Value >= right.Value;

    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
