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
        if (Utf8.IsValid(bytes)) output.Append(bytes);
        else Encoding.UTF8.GetBytes(Lenient.GetString(bytes), output);
    }
}
