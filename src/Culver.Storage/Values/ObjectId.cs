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

    public static string Format(char prefix, Bits128 value) => string.Create(TextLength, (prefix, value), static (text, state) =>
    {
        var (high, low) = state.value;
        for (var i = TextLength - 1; i > 0; i--)
        {
            text[i] = Digits[(int)(low & 31)];
            (high, low) = (high >> 5, (low >> 5) | (high << 59));
        }

        text[0] = state.prefix;
    });

    /// <summary>Writes the text form as ASCII.</summary>
    public static int Format(char prefix, Bits128 value, Span<byte> destination)
    {
        var (high, low) = value;
        for (var i = TextLength - 1; i > 0; i--)
        {
            destination[i] = (byte)Digits[(int)(low & 31)];
            (high, low) = (high >> 5, (low >> 5) | (high << 59));
        }

        destination[0] = (byte)prefix;
        return TextLength;
    }

    public static bool TryParse(char prefix, [NotNullWhen(true)] string? text, out Bits128 value)
    {
        value = Bits128.Zero;
        var (high, low) = (0UL, 0UL);
        if (text is not { Length: TextLength } || text[0] != prefix)
            return false;
        for (var i = 1; i < TextLength; i++)
        {
            var digit = Digits.IndexOf(text[i], StringComparison.Ordinal);
            // 26 digits hold 130 bits: the first one may only use its lower three.
            if (digit < 0 || (i == 1 && digit > 7))
                return false;
            (high, low) = ((high << 5) | (low >> 59), (low << 5) | (uint)digit);
        }

        value = new(high, low);

        return true;
    }
}
