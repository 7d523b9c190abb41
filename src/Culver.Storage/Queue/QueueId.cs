using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage.Queue;

/// <summary>Names a message in the outbound queue: the id of the transaction it came by, so that the reply, the Received field and the logs name it too.</summary>
/// <param name="Value">The 128 bits; the upper 48 are milliseconds since 1970, so that ids sort by arrival.</param>
public readonly record struct QueueId(Bits128 Value) : IComparable<QueueId>
{
    /// <summary>Orders by value, which is by time of arrival.</summary>
    public int CompareTo(QueueId other) => Value.CompareTo(other.Value);

    /// <summary>The text form: 26 base-32 characters.</summary>
    public override string ToString() => ObjectId.Format('Q', Value)[1..];

    /// <summary>Reads the text form; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out QueueId id)
    {
        var known = ObjectId.TryParse('Q', "Q" + text, out var value);
        id = new(value);
        return known;
    }
}
