using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage;

/// <summary>Names a mailbox for ever (MAILBOXID of RFC 8474 §4): kept by RENAME, never reused.</summary>
/// <param name="Value">The 128 bits; the upper 48 are the milliseconds since 1970 at which the id was made.</param>
public readonly record struct MailboxId(Bits128 Value) : IComparable<MailboxId>
{
    /// <summary>The letter every id of this kind begins with.</summary>
    public const char Prefix = 'F';

    /// <summary>Orders by value, which is by time of creation.</summary>
    public int CompareTo(MailboxId other) => Value.CompareTo(other.Value);

    /// <summary>The text form: <c>F</c> and 26 base-32 characters.</summary>
    public override string ToString() => ObjectId.Format(Prefix, Value);

    /// <summary>Reads the text form; false when it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MailboxId id)
    {
        var known = ObjectId.TryParse(Prefix, text, out var value);
        id = new(value);
        return known;
    }
}
