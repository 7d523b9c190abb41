using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage;

/// <summary>Names an account for ever: the unit of consistency, locking and backup.</summary>
/// <param name="Value">The 128 bits; the upper 48 are the milliseconds since 1970 at which the id was made.</param>
public readonly record struct AccountId(Bits128 Value) : IComparable<AccountId>
{
    /// <summary>The letter every id of this kind begins with.</summary>
    public const char Prefix = 'A';

    /// <summary>Orders by value, which is by time of creation.</summary>
    public int CompareTo(AccountId other) => Value.CompareTo(other.Value);

    /// <summary>The text form: <c>A</c> and 26 base-32 characters.</summary>
    public override string ToString() => ObjectId.Format(Prefix, Value);

    /// <summary>Reads the text form; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountId id)
    {
        var known = ObjectId.TryParse(Prefix, text, out var value);
        id = new(value);
        return known;
    }
}
