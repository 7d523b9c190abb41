using System.Globalization;

namespace Culver.Storage;

/// <summary>
/// Says whether remembered UIDs still hold (RFC 9051 §2.3.1.1). Taken from an account-wide counter that only grows and is
/// stored, so that a mailbox made again under an old name always has a larger one.
/// </summary>
/// <param name="Value">The number, 1 to 2³²−1.</param>
public readonly record struct UidValidity(uint Value)
{
    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
