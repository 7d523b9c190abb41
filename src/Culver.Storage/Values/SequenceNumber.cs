using System.Globalization;

namespace Culver.Storage;

/// <summary>A message's place in a session's view of its mailbox, from 1 (RFC 9051 §2.3.1.2). Means nothing outside that view.</summary>
/// <param name="Value">The number, from 1.</param>
public readonly record struct SequenceNumber(int Value) : IComparable<SequenceNumber>
{
    /// <summary>Orders by number.</summary>
    public int CompareTo(SequenceNumber other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
