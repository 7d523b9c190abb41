using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Culver.Mime.Buffers;

namespace Culver.Mime.Text;

/// <summary>Octets whose charset nobody named: UTF-8 as RFC 6532 has it, and where they are not UTF-8, windows-1252.</summary>
internal static class RawText
{
    public static readonly Encoding Lenient = Encoding.GetEncoding(65001, EncoderFallback.ReplacementFallback, new LegacyFallback());

    public static void AppendUtf8(ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        if (bytes.Contains((byte)0x1B) && IsIso2022(bytes)) Iso2022(bytes, output);
        else if (Utf8.IsValid(bytes)) output.Append(bytes);
        else Encoding.UTF8.GetBytes(Lenient.GetString(bytes), output);
    }

    // Japanese mail of old has ISO-2022-JP in its headers as it stands; its escape sequences say so themselves (RFC 1468).
    private static bool IsIso2022(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\e$B"u8) >= 0 || bytes.IndexOf("\e$@"u8) >= 0 || bytes.IndexOf("\e(J"u8) >= 0;

    private static void Iso2022(ReadOnlySpan<byte> bytes, ByteBuffer output)
    {
        var chars = new ArrayBufferWriter<char>(bytes.Length);
        new Iso2022JpDecoder().Decode(bytes, flush: true, chars);
        Encoding.UTF8.GetBytes(chars.WrittenSpan, output);
    }
}
