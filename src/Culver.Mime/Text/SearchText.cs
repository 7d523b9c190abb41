using System.Buffers;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Transfer;

namespace Culver.Mime.Text;

/// <summary>
/// Makes the text that SEARCH looks through (RFC 9051 §6.4.4): header fields decoded and unfolded, text parts decoded to Unicode,
/// HTML without its markup, all folded by <see cref="TextFolding"/> and written as UTF-8. Attachments are passed over, not read; embedded
/// messages are not, even in a transfer encoding, of which so much is decoded as <see cref="SearchTextLimits"/> says.
/// Every field, header and part ends with LF, so that no match runs from one into the next.
/// </summary>
public static class SearchText
{
    /// <summary>Raised when other text is made of the same message, so that what was made before is made again. 2: embedded messages in a transfer encoding.</summary>
    public const int Version = 2;

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
        var headers = new LimitedWriter(headerText, limits.MaxHeaderOctets);
        var bodies = new LimitedWriter(bodyText, limits.MaxBodyOctets);
        await WriteAsync(content, digest, headers, bodies, limits, limits.MaxDecodedMessageDepth, cancellationToken);
    }

    private static async ValueTask WriteAsync(
        Stream content, MessageDigest digest, LimitedWriter headers, LimitedWriter bodies, SearchTextLimits limits, int depth, CancellationToken cancellationToken)
    {
        var source = new ForwardReader(content, BufferOctets);
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

            if (IsEncodedMessage(part))
            {
                // What the scanner took for the message inside is its encoded octets.
                index = part.EndIndex - 1;
                if (depth > 0 && await DecodeAsync(source, part, limits.MaxDecodedMessageOctets, cancellationToken) is { Length: > 0 } decoded)
                {
                    await WriteAsync(decoded, Scan(decoded), headers, bodies, limits, depth - 1, cancellationToken);
                }
            }
            else if (part.Kind == PartKind.Leaf && part.IsText && part.BodyLength > 0 && !bodies.IsFull)
            {
                await WriteTextAsync(source, part, bodies, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Whether a part is a message in a transfer encoding, which RFC 2046 §5.2.1 forbids of message/rfc822, RFC 6532 §3.7 allows of
    /// message/global, and some senders do to both.
    /// </summary>
    private static bool IsEncodedMessage(MessagePart part) =>
        part.IsMessage && part.Encoding is TransferEncoding.QuotedPrintable or TransferEncoding.Base64 or TransferEncoding.Uuencode;

    private static async ValueTask<MemoryStream> DecodeAsync(ForwardReader source, MessagePart part, int most, CancellationToken cancellationToken)
    {
        TransferDecoder? decoder = null;
        var octets = new ArrayBufferWriter<byte>(4096);
        var end = part.BodyOffset + part.BodyLength;
        for (var offset = part.BodyOffset; offset < end && octets.WrittenCount < most;)
        {
            var piece = await source.ReadSomeAsync(offset, (int)Math.Min(end - offset, BufferOctets), cancellationToken);
            if (piece.IsEmpty) break;
            if (decoder is null)
            {
                // Other senders say that it is encoded when it is not: then it begins with a header field, and no line of base64 or
                // uuencode has a colon. Quoted-printable leaves fields as they are.
                var isPlain = part.Encoding != TransferEncoding.QuotedPrintable && FirstLine(piece.Span).Contains((byte)':');
                TransferDecoder.TryCreate(isPlain ? TransferEncoding.Binary : part.Encoding, out decoder);
            }

            decoder.Decode(piece.Span, octets);
            offset += piece.Length;
        }

        decoder?.Flush(octets);
        var decoded = octets.WrittenSpan[..Math.Min(octets.WrittenCount, most)].ToArray();
        return new(decoded, 0, decoded.Length, writable: false, publiclyVisible: true);
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart("\r\n"u8);
        return text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text;
    }

    private static MessageDigest Scan(MemoryStream message)
    {
        var scanner = new MessageScanner();
        scanner.Write(message.GetBuffer());
        return scanner.Complete();
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
