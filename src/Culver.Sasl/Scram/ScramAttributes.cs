namespace Culver.Sasl.Scram;

/// <summary>Reads the attributes of a SCRAM message one by one, in order.</summary>
internal ref struct ScramAttributes(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;
    private bool isAtEnd;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsAtEnd => isAtEnd;

    /// <summary>How many octets are left, the comma before them excluded.</summary>
    public readonly int Remaining => rest.Length;

    // attr-val        = ALPHA "=" value           RFC 5802 §7
    // value           = 1*value-char
    // value-safe-char = %x01-2B / %x2D-3C / %x3E-7F / UTF8-2 / UTF8-3 / UTF8-4
    // value-char      = value-safe-char / "="
    public bool TryNext(out byte name, out ReadOnlySpan<byte> value)
    {
        name = 0;
        value = default;
        if (isAtEnd)
        {
            return false;
        }

        var comma = rest.IndexOf((byte)',');
        var one = comma < 0 ? rest : rest[..comma];
        if (comma < 0)
        {
            isAtEnd = true;
            rest = default;
        }
        else
        {
            rest = rest[(comma + 1)..];
        }

        if (one.Length < 3 || !char.IsAsciiLetter((char)one[0]) || one[1] != (byte)'=' || one.Contains((byte)0)
            || !System.Text.Unicode.Utf8.IsValid(one))
        {
            return false;
        }

        name = one[0];
        value = one[2..];
        return true;
    }

    /// <summary>Reads the next attribute if it has the name wanted.</summary>
    public bool TryNext(byte wanted, out ReadOnlySpan<byte> value) => TryNext(out var name, out value) && name == wanted;
}
