using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage;

/// <summary>Names immutable message content for ever (EMAILID of RFC 8474 §5.1): shared by its copies.</summary>
/// <param name="Value">The 128 bits; the upper 48 are the milliseconds since 1970 at which the id was made.</param>
public readonly record struct EmailId(Bits128 Value) : IComparable<EmailId>
{
    /// <summary>The letter every id of this kind begins with.</summary>
    public const char Prefix = 'M';

    /// <summary>Orders by value, which is by time of creation.</summary>
    public int CompareTo(EmailId other) => Value.CompareTo(other.Value);

    /// <summary>The text form: <c>M</c> and 26 base-32 characters.</summary>
    public override string ToString() => ObjectId.Format(Prefix, Value);

    /// <summary>Writes the text form as ASCII.</summary>
    /// <param name="destination">Has room for 27 octets.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="IndexOutOfRangeException">There is not enough room.</exception>
    public int Format(Span<byte> destination) => ObjectId.Format(Prefix, Value, destination);

    /// <summary>Reads the text form; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailId id)
    {
        var known = ObjectId.TryParse(Prefix, text, out var value);
        id = new(value);
        return known;
    }
}
