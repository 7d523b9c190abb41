using System.Buffers.Binary;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Text;

namespace Culver.Mime.Structure;

/// <summary>Writes the rows of a digest's part table.</summary>
internal static class PartRows
{
    public static void Write(ScannedTree tree, int index, Span<byte> row, MimeParameters parameters, ByteBuffer strings)
    {
        ref var part = ref tree[index];
        BinaryPrimitives.WriteInt32LittleEndian(row[DigestLayout.PartParent..], part.Parent);
        BinaryPrimitives.WriteInt32LittleEndian(row[DigestLayout.PartNumber..], part.Number);
        BinaryPrimitives.WriteInt32LittleEndian(row[DigestLayout.PartEnd..], part.End);
        row[DigestLayout.PartKind] = (byte)part.Kind;
        row[DigestLayout.PartEncoding] = (byte)part.Encoding;
        row[DigestLayout.PartFlags] = (byte)part.Flags;
        BinaryPrimitives.WriteInt64LittleEndian(row[DigestLayout.PartHeaderOffset..], part.HeaderOffset);
        BinaryPrimitives.WriteInt64LittleEndian(row[DigestLayout.PartHeaderLength..], part.HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(row[DigestLayout.PartBodyOffset..], part.BodyOffset);
        BinaryPrimitives.WriteInt64LittleEndian(row[DigestLayout.PartBodyLength..], part.BodyLength);
        BinaryPrimitives.WriteInt64LittleEndian(row[DigestLayout.PartLines..], part.Lines);

        Put(row, 0, part.Type.IsPresent ? strings.Append(tree.Values.Slice(part.Type)) : ByteRange.Absent);
        Put(row, 1, part.Subtype.IsPresent ? strings.Append(tree.Values.Slice(part.Subtype)) : ByteRange.Absent);
        var charset = ByteRange.Absent;
        var name = ByteRange.Absent;
        if (part.ContentType.IsPresent && parameters.ReadContentType(tree.Values.Slice(part.ContentType)))
        {
            if (parameters.TryFind("charset"u8, out var found)) charset = Decoded(parameters, found, strings);
            if (parameters.TryFind("name"u8, out found)) name = Decoded(parameters, found, strings);
        }

        var disposition = ByteRange.Absent;
        if (part.ContentDisposition.IsPresent && parameters.ReadDisposition(tree.Values.Slice(part.ContentDisposition)))
        {
            var start = strings.Length;
            foreach (var octet in parameters.Main) strings.Append(octet > 127 ? (byte)'?' : Ascii.ToLower(octet));
            disposition = new ByteRange(start, strings.Length - start);
            if (parameters.TryFind("filename"u8, out var found)) name = Decoded(parameters, found, strings);
        }

        Put(row, 2, charset);
        Put(row, 3, name);
        Put(row, 4, disposition);
        Put(row, 5, part.ContentId.IsPresent ? Text(tree.Values.Slice(part.ContentId).Trim("<> \t"u8), strings) : ByteRange.Absent);
    }

    private static ByteRange Decoded(MimeParameters parameters, in MimeParameters.Parameter parameter, ByteBuffer strings)
    {
        var start = strings.Length;
        var value = parameters.Text(parameter.Value);
        if (parameter.Extended) ExtendedValue.Decode(value, strings);
        // Encoded-words in parameters are forbidden (RFC 2047 §5) and common.
        else EncodedWords.Decode(value, strings);
        return new ByteRange(start, strings.Length - start);
    }

    private static ByteRange Text(ReadOnlySpan<byte> value, ByteBuffer strings)
    {
        var start = strings.Length;
        RawText.AppendUtf8(value, strings);
        return new ByteRange(start, strings.Length - start);
    }

    private static void Put(Span<byte> row, int which, ByteRange range)
    {
        var at = DigestLayout.PartStrings + (which * 8);
        BinaryPrimitives.WriteInt32LittleEndian(row[at..], range.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(row[(at + 4)..], range.Length);
    }
}
