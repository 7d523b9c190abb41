using System.Buffers;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Text;

/// <summary>
/// Makes the text that SEARCH looks through (RFC 9051 §6.4.4): header fields decoded and unfolded, text parts decoded to Unicode,
/// HTML without its markup, all folded by <see cref="TextFolding"/> and written as UTF-8. Attachments are passed over, not read.
/// Every field, header and part ends with LF, so that no match runs from one into the next.
/// </summary>
public static class SearchText
{
    private const int BufferOctets = 32 * 1024;

    /// <summary>Appends the searchable text of a raw header block: one "name: value" line per field.</summary>
    public static void WriteHeader(ReadOnlySpan<byte> header, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var text = new ByteBuffer(1024);
        foreach (var field in new HeaderFields(header))
        {
            text.Clear();
            text.Append(field.Name);
            text.Append(": "u8);
            HeaderText.DecodeTo(field.RawValue, text);
            AppendParameters(field, text);
            text.Append((byte)'\n');
            TextFolding.FoldUtf8(text.Written, output);
        }
    }

    /// <summary>
    /// Appends the searchable text of a whole message. Header text is that of the message, of its parts and of embedded messages;
    /// body text is that of the text parts at any depth.
    /// </summary>
    /// <param name="content">The message from its first octet; it is read forward, and skipped over by seeking where it can.</param>
    /// <param name="digest">The message's digest.</param>
    /// <param name="headerText">Takes the header text; may be the same writer as <paramref name="bodyText"/>.</param>
    /// <param name="bodyText">Takes the body text.</param>
    /// <param name="limits">Bounds what is written.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async ValueTask WriteAsync(
        Stream content,
        MessageDigest digest,
        IBufferWriter<byte> headerText,
        IBufferWriter<byte> bodyText,
        SearchTextLimits limits,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(digest);
        ArgumentNullException.ThrowIfNull(limits);
        var source = new ForwardReader(content, BufferOctets);
        var headers = new LimitedWriter(headerText, limits.MaxHeaderOctets);
        var bodies = new LimitedWriter(bodyText, limits.MaxBodyOctets);
        for (var index = 0; index < digest.Parts.Count && !(headers.IsFull && bodies.IsFull); index++)
        {
            var part = digest.Parts[index];
            if (part.HeaderLength > 0 && !headers.IsFull)
            {
                var length = (int)Math.Min(part.HeaderLength, 1024 * 1024);
                var header = new byte[length];
                await source.ReadAsync(part.HeaderOffset, header, cancellationToken);
                WriteHeader(header, headers);
            }

            if (part.Kind == PartKind.Leaf && part.IsText && part.BodyLength > 0 && !bodies.IsFull)
            {
                await WriteTextAsync(source, part, bodies, cancellationToken);
            }
        }
    }

    private static async ValueTask WriteTextAsync(ForwardReader source, MessagePart part, LimitedWriter output, CancellationToken cancellationToken)
    {
        var pipeline = new PartText(part, output);
        var remaining = part.BodyLength;
        var offset = part.BodyOffset;
        while (remaining > 0 && !output.IsFull)
        {
            var piece = await source.ReadSomeAsync(offset, (int)Math.Min(remaining, BufferOctets), cancellationToken);
            if (piece.IsEmpty) break;
            pipeline.Write(piece.Span);
            offset += piece.Length;
            remaining -= piece.Length;
        }

        pipeline.Flush();
    }

    // A file name cut into RFC 2231 sections cannot be found in the field as it stands.
    private static void AppendParameters(in HeaderField field, ByteBuffer text)
    {
        if (field.RawValue.IndexOf((byte)'*') < 0) return;
        var isType = field.Is("content-type"u8);
        if (!isType && !field.Is("content-disposition"u8)) return;
        var unfolded = new ByteBuffer(field.RawValue.Length + 16);
        HeaderFields.AppendUnfolded(field.RawValue, unfolded);
        var parameters = new MimeParameters();
        if (isType ? !parameters.ReadContentType(unfolded.Written) : !parameters.ReadDisposition(unfolded.Written)) return;
        foreach (var parameter in parameters.Parameters)
        {
            text.Append((byte)' ');
            var value = parameters.Text(parameter.Value);
            if (parameter.Extended) ExtendedValue.Decode(value, text);
            else EncodedWords.Decode(value, text);
        }
    }
}
