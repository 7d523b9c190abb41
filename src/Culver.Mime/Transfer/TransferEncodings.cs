using Culver.Mime.Headers;

namespace Culver.Mime.Transfer;

/// <summary>The names of the transfer encodings.</summary>
internal static class TransferEncodings
{
    // mechanism := "7bit" / "8bit" / "binary" / "quoted-printable" / "base64" / ietf-token / x-token        RFC 2045 §6.1
    public static TransferEncoding Parse(ReadOnlySpan<byte> value)
    {
        var lexer = new MimeLexer(value);
        lexer.SkipSpace();
        var token = lexer.Token();
        if (token.IsEmpty && value.Trim(" \t\r\n"u8).IsEmpty) return TransferEncoding.SevenBit;
        if (Ascii.EqualsIgnoreCase(token, "7bit"u8) || Ascii.EqualsIgnoreCase(token, "7-bit"u8)) return TransferEncoding.SevenBit;
        if (Ascii.EqualsIgnoreCase(token, "8bit"u8) || Ascii.EqualsIgnoreCase(token, "8-bit"u8)) return TransferEncoding.EightBit;
        if (Ascii.EqualsIgnoreCase(token, "binary"u8)) return TransferEncoding.Binary;
        if (Ascii.EqualsIgnoreCase(token, "quoted-printable"u8)) return TransferEncoding.QuotedPrintable;
        if (Ascii.EqualsIgnoreCase(token, "base64"u8)) return TransferEncoding.Base64;
        return Ascii.EqualsIgnoreCase(token, "x-uuencode"u8) || Ascii.EqualsIgnoreCase(token, "x-uue"u8) ||
               Ascii.EqualsIgnoreCase(token, "uuencode"u8) || Ascii.EqualsIgnoreCase(token, "uue"u8) || Ascii.EqualsIgnoreCase(token, "x-uu"u8)
            ? TransferEncoding.Uuencode
            : TransferEncoding.Unknown;
    }
}
