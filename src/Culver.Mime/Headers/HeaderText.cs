using System.Buffers;
using System.Text;
using Culver.Mime.Buffers;

namespace Culver.Mime.Headers;

/// <summary>Header values as people read them.</summary>
internal static class HeaderText
{
    /// <summary>The text of a raw field value: unfolded, encoded-words decoded (RFC 2047), raw 8-bit read as UTF-8 or else windows-1252.</summary>
    public static string Decode(ReadOnlySpan<byte> rawValue)
    {
        var output = new ByteBuffer(rawValue.Length + 16);
        DecodeTo(rawValue, output);
        return Encoding.UTF8.GetString(output.Written);
    }

    /// <summary>The same as UTF-8, appended to <paramref name="output"/>.</summary>
    public static void Decode(ReadOnlySpan<byte> rawValue, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new ByteBuffer(rawValue.Length + 16);
        DecodeTo(rawValue, buffer);
        output.Write(buffer.Written);
    }

    internal static void DecodeTo(ReadOnlySpan<byte> rawValue, ByteBuffer output)
    {
        var unfolded = new ByteBuffer(rawValue.Length + 16);
        HeaderFields.AppendUnfolded(rawValue, unfolded);
        EncodedWords.Decode(unfolded.Written, output);
    }
}
