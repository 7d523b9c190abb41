using System.Text;

namespace Culver.Sasl;

/// <summary>UTF-8 that refuses what is not UTF-8, rather than replacing it.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryDecode(ReadOnlySpan<byte> octets, out string text)
    {
        if (!System.Text.Unicode.Utf8.IsValid(octets))
        {
            text = string.Empty;
            return false;
        }

        text = Encoding.GetString(octets);
        return true;
    }
}
