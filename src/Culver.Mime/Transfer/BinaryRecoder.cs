using System.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Transfer;

/// <summary>
/// Makes a message that holds NUL octets (BINARYMIME, RFC 3030; literal8, RFC 3516) fit for IMAP literals: leaf parts with NULs
/// become base64, and what around them was labelled binary is labelled by what is left in it. Other parts stay octet for octet.
/// NULs that are in no part's body (a header, text around the parts) stand for nothing and are dropped.
/// </summary>
public static class BinaryRecoder
{
    private const int BufferOctets = 48 * 1024;

    /// <summary>Whether the message has to be recoded before it can be stored.</summary>
    public static bool IsNeeded(MessageDigest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return digest.ContainsNul;
    }

    /// <summary>Writes the recoded message. It is a new message: scan it for its own digest.</summary>
    /// <param name="source">The message from its first octet; read forward only.</param>
    /// <param name="digest">The digest of <paramref name="source"/>.</param>
    /// <param name="destination">Takes the recoded message.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ValueTask RecodeAsync(Stream source, MessageDigest digest, Stream destination, CancellationToken cancellationToken) =>
        RecodeAsync(source, digest, destination, part => LabelFor(digest, part), version: "", cancellationToken);

    /// <summary>
    /// Writes the message with seven bits and no line over 998 octets in every body (RFC 6152 §3, RFC 5321 §4.5.3.1.6): leaf parts with octets above
    /// 127 or long lines, or labelled binary, become base64, and what is around them is labelled 7bit. Octets above 127 and long lines in
    /// headers and around parts stay: scan the result before it is relied on.
    /// </summary>
    /// <param name="source">The message from its first octet; read forward only.</param>
    /// <param name="digest">The digest of <paramref name="source"/>.</param>
    /// <param name="survey">What was seen of <paramref name="source"/> besides.</param>
    /// <param name="destination">Takes the recoded message.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ValueTask RecodeToSevenBitAsync(
        Stream source, MessageDigest digest, TransportSurvey survey, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(survey);
        return RecodeAsync(source, digest, destination, part => SevenBitLabelFor(part) ?? ShortLabelFor(part, survey), Version(survey), cancellationToken);
    }

    /// <summary>Writes the message with no line over 998 octets in any body: leaf parts that have some become base64, and all others stay octet for octet.</summary>
    /// <param name="source">The message from its first octet; read forward only.</param>
    /// <param name="digest">The digest of <paramref name="source"/>.</param>
    /// <param name="survey">What was seen of <paramref name="source"/> besides.</param>
    /// <param name="destination">Takes the recoded message.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static ValueTask RecodeLongLinesAsync(
        Stream source, MessageDigest digest, TransportSurvey survey, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(survey);
        return RecodeAsync(source, digest, destination, part => ShortLabelFor(part, survey), Version(survey), cancellationToken);
    }

    // RFC 2045 §4: without a version field no other field of MIME has to be believed.
    private static string Version(TransportSurvey survey) => survey.HasMimeVersion ? "" : "MIME-Version: 1.0\r\n";

    private static async ValueTask RecodeAsync(
        Stream source, MessageDigest digest, Stream destination, Func<MessagePart, string?> choose, string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(digest);
        ArgumentNullException.ThrowIfNull(destination);
        var copy = new Copy(new ForwardReader(source, BufferOctets), destination);
        var position = 0L;
        for (var index = 0; index < digest.Parts.Count; index++)
        {
            var part = digest.Parts[index];
            var label = choose(part);
            if (label is null) continue;
            position = await copy.PassAsync(position, part.HeaderOffset, cancellationToken);
            var field = $"{(index == 0 ? version : "")}Content-Transfer-Encoding: {label}\r\n";
            position = await copy.RelabelAsync(position, part.HeaderOffset + part.HeaderLength, field, cancellationToken);
            if (part.Kind != PartKind.Leaf) continue;
            position = await copy.PassAsync(position, part.BodyOffset, cancellationToken);
            position = await copy.EncodeAsync(position, part.BodyOffset + part.BodyLength, part.Encoding, isLast: part.BodyOffset + part.BodyLength == digest.Size, cancellationToken);
        }

        await copy.PassAsync(position, digest.Size, cancellationToken);
    }

    /// <summary>The new encoding of a part, or null when its header and body stay.</summary>
    private static string? LabelFor(MessageDigest digest, MessagePart part)
    {
        if (part.Kind == PartKind.Leaf) return IsRecoded(part) ? "base64" : null;
        if (part.Encoding != TransferEncoding.Binary) return null;
        var eightBit = false;
        for (var index = part.Index + 1; index < part.EndIndex; index++)
        {
            var inner = digest.Parts[index];
            if (inner.Kind != PartKind.Leaf || IsRecoded(inner)) continue;
            // Something binary stays inside (long lines, bare CR): the label stays true.
            if (inner.Encoding == TransferEncoding.Binary) return null;
            eightBit |= inner.Flags.HasFlag(PartFlags.EightBit);
        }

        // An embedded message's header may hold UTF-8 (RFC 6532).
        return eightBit || digest.HasEightBitHeader ? "8bit" : "7bit";
    }

    /// <summary>The new encoding of a part for seven bits, or null when its header and body stay.</summary>
    private static string? SevenBitLabelFor(MessagePart part)
    {
        if (part.Encoding is TransferEncoding.Base64 or TransferEncoding.Uuencode or TransferEncoding.QuotedPrintable or TransferEncoding.Unknown) return null;
        var hasHighBits = (part.Flags & (PartFlags.EightBit | PartFlags.ContainsNul)) != PartFlags.None;
        // RFC 2045 §6.4: around other parts nothing but 7bit, 8bit and binary may be said.
        if (part.Kind != PartKind.Leaf) return part.Encoding == TransferEncoding.SevenBit && !hasHighBits ? null : "7bit";
        return hasHighBits || part.Encoding == TransferEncoding.Binary ? "base64" : null;
    }

    /// <summary>The new encoding of a part for short lines, or null when its header and body stay.</summary>
    private static string? ShortLabelFor(MessagePart part, TransportSurvey survey) =>
        part.Kind == PartKind.Leaf && part.Encoding is not (TransferEncoding.Uuencode or TransferEncoding.Unknown)
            && survey.HasLongLine(part.BodyOffset, part.BodyOffset + part.BodyLength) ? "base64" : null;

    // In base64 and uuencode a NUL stands for nothing, and what an unknown encoding means by it cannot be said otherwise.
    private static bool IsRecoded(MessagePart part) =>
        part.Flags.HasFlag(PartFlags.ContainsNul) && part.Encoding is not (TransferEncoding.Base64 or TransferEncoding.Uuencode or TransferEncoding.Unknown);

    private sealed class Copy(ForwardReader source, Stream destination)
    {
        private readonly ArrayBufferWriter<byte> _output = new(BufferOctets * 2);
        private readonly ArrayBufferWriter<byte> _decoded = new(256);

        public ValueTask<long> PassAsync(long from, long to, CancellationToken cancellationToken) => EachAsync(from, to, WithoutNul, cancellationToken);

        public async ValueTask<long> RelabelAsync(long from, long to, string field, CancellationToken cancellationToken)
        {
            var relabel = new HeaderRelabel(field);
            await EachAsync(from, to, piece => relabel.Write(piece.Span, _output), cancellationToken);
            relabel.Flush(_output);
            await SendAsync(cancellationToken);
            return to;
        }

        public async ValueTask<long> EncodeAsync(long from, long to, TransferEncoding encoding, bool isLast, CancellationToken cancellationToken)
        {
            TransferDecoder.TryCreate(encoding, out var decoder);
            var encoder = new Base64LineEncoder();
            await EachAsync(from, to, Encode, cancellationToken);
            decoder.Flush(_decoded);
            Drain(encoder);
            encoder.Flush(_output);
            // Between parts the line end before the delimiter follows anyway.
            if (isLast) _output.Write("\r\n"u8);
            await SendAsync(cancellationToken);
            return to;

            void Encode(ReadOnlyMemory<byte> piece)
            {
                decoder.Decode(piece.Span, _decoded);
                Drain(encoder);
            }
        }

        private void Drain(Base64LineEncoder encoder)
        {
            encoder.Encode(_decoded.WrittenSpan, _output);
            _decoded.ResetWrittenCount();
        }

        private void WithoutNul(ReadOnlyMemory<byte> piece)
        {
            var rest = piece.Span;
            while (rest.IndexOf((byte)0) is >= 0 and var nul)
            {
                _output.Write(rest[..nul]);
                rest = rest[(nul + 1)..];
            }

            _output.Write(rest);
        }

        private async ValueTask<long> EachAsync(long from, long to, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
        {
            while (from < to)
            {
                var piece = await source.ReadSomeAsync(from, (int)Math.Min(to - from, BufferOctets), cancellationToken);
                if (piece.IsEmpty) throw new EndOfStreamException("The message is shorter than its digest says.");
                take(piece);
                from += piece.Length;
                await SendAsync(cancellationToken);
            }

            return from;
        }

        private async ValueTask SendAsync(CancellationToken cancellationToken)
        {
            await destination.WriteAsync(_output.WrittenMemory, cancellationToken);
            _output.ResetWrittenCount();
        }
    }
}
