using System.Buffers;

namespace Culver.Mime.Transfer;

/// <summary>
/// Undoes a Content-Transfer-Encoding in pieces cut anywhere. Never throws for bad input: it yields what can be read.
/// For BINARY.SIZE (RFC 9051 §6.4.5), decode into a counting writer.
/// </summary>
public abstract class TransferDecoder
{
    private protected TransferDecoder()
    {
    }

    /// <summary>A decoder for one body. False for <see cref="TransferEncoding.Unknown"/>, which IMAP answers with UNKNOWN-CTE.</summary>
    public static bool TryCreate(TransferEncoding encoding, out TransferDecoder decoder)
    {
        decoder = encoding switch
        {
            TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary or TransferEncoding.Unknown => new IdentityDecoder(),
            TransferEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
            TransferEncoding.Base64 => new Base64Decoder(),
            TransferEncoding.Uuencode => new UuencodeDecoder(),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        };
        return encoding != TransferEncoding.Unknown;
    }

    /// <summary>Decodes the next octets.</summary>
    public abstract void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output);

    /// <summary>Ends the body and writes what was still held back.</summary>
    public abstract void Flush(IBufferWriter<byte> output);
}
