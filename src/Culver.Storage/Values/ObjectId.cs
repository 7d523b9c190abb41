using System.Diagnostics.CodeAnalysis;

namespace Culver.Storage;

/// <summary>
/// A server-wide unique, time-ordered 128-bit identifier, written as one prefix letter and 26 base-32 characters.
/// RFC 8474 §7 allows letters, digits, <c>_</c> and <c>-</c>; ours never differ only in case.
/// </summary>
internal static class ObjectId
{
    /// <summary>The length of the text form: a prefix letter and 26 digits of five bits.</summary>
    public const int TextLength = 27;

    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string Format(char prefix, UInt128 value) => string.Create(TextLength, (prefix, value), static (text, state) =>
    {
        var rest = state.value;
        for (var i = TextLength - 1; i > 0; i--)
        {
            text[i] = Digits[(int)(rest & 31)];
            rest >>= 5;
        }

        text[0] = state.prefix;
    });

    /// <summary>Writes the text form as ASCII.</summary>
    public static int Format(char prefix, UInt128 value, Span<byte> destination)
    {
        for (var i = TextLength - 1; i > 0; i--)
        {
            destination[i] = (byte)Digits[(int)((ulong)value & 31)];
            value >>= 5;
        }

        destination[0] = (byte)prefix;
        return TextLength;
    }

    public static bool TryParse(char prefix, [NotNullWhen(true)] string? text, out UInt128 value)
    {
        value = UInt128.Zero;
        if (text is not { Length: TextLength } || text[0] != prefix)
            return false;
        for (var i = 1; i < TextLength; i++)
        {
            var digit = Digits.IndexOf(text[i], StringComparison.Ordinal);
            // 26 digits hold 130 bits: the first one may only use its lower three.
            if (digit < 0 || (i == 1 && digit > 7))
                return false;
            value = (value << 5) | (uint)digit;
        }

        return true;
    }
}
