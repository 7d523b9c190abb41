using System.Buffers;
using System.Buffers.Binary;
using Culver.Mime.Structure;

namespace Culver.Mime;

/// <summary>
/// A digest read straight from its stored octets, without allocation: for FETCH and SORT over whole mailboxes.
/// Every slice is valid as long as the octets it was made from.
/// </summary>
public readonly ref struct DigestView
{
    private readonly ReadOnlySpan<byte> _blob;

    private DigestView(ReadOnlySpan<byte> blob) => _blob = blob;

    /// <summary>Reads a stored digest; false for an unknown version or a damaged blob.</summary>
    public static bool TryRead(ReadOnlySpan<byte> blob, out DigestView view)
    {
        var sound = DigestLayout.Fault(blob) is null;
        view = sound ? new DigestView(blob) : default;
        return sound;
    }

    /// <summary>Reads a stored digest.</summary>
    /// <exception cref="DigestFormatException">The version is unknown or the blob is damaged.</exception>
    public static DigestView Read(ReadOnlySpan<byte> blob) =>
        DigestLayout.Fault(blob) is { } fault ? throw new DigestFormatException(fault) : new DigestView(blob);

    internal static DigestView Trusted(ReadOnlySpan<byte> blob) => new(blob);

    /// <summary>Facts found while scanning.</summary>
    public DigestFlags Flags => (DigestFlags)BinaryPrimitives.ReadInt32LittleEndian(_blob[DigestLayout.Flags..]);

    /// <summary>Octets of the whole message as stored: RFC822.SIZE.</summary>
    public long Size => BinaryPrimitives.ReadInt64LittleEndian(_blob[DigestLayout.Size..]);

    /// <summary>Line ends (LF) in the whole message.</summary>
    public long Lines => BinaryPrimitives.ReadInt64LittleEndian(_blob[DigestLayout.Lines..]);

    /// <summary>Octets of the top-level header block, its blank line included.</summary>
    public long HeaderLength => BinaryPrimitives.ReadInt64LittleEndian(_blob[DigestLayout.HeaderLength..]);

    /// <summary>The parenthesised ENVELOPE value, seven-bit, for clients that have enabled neither UTF8=ACCEPT nor IMAP4rev2.</summary>
    public ReadOnlySpan<byte> Envelope => DigestLayout.Section(_blob, DigestSection.Envelope);

    /// <summary>The ENVELOPE value that may hold UTF-8 in quoted strings (RFC 6855 §3, RFC 9051 §4.3).</summary>
    public ReadOnlySpan<byte> EnvelopeUtf8 => DigestLayout.Section(_blob, DigestSection.EnvelopeUtf8);

    /// <summary>The parenthesised BODYSTRUCTURE value, seven-bit.</summary>
    public ReadOnlySpan<byte> BodyStructure => DigestLayout.Section(_blob, DigestSection.BodyStructure);

    /// <summary>The BODYSTRUCTURE value that may hold UTF-8 in quoted strings, and describes message/global as a message.</summary>
    public ReadOnlySpan<byte> BodyStructureUtf8 => DigestLayout.Section(_blob, DigestSection.BodyStructureUtf8);

    /// <summary>The top-level header block with its blank line; empty when it was too long to keep (see <see cref="DigestFlags.HeaderKept"/>).</summary>
    public ReadOnlySpan<byte> Header => DigestLayout.Section(_blob, DigestSection.Header);

    /// <summary>The base subject (RFC 5256 §2.1), UTF-8, letter case as written.</summary>
    public ReadOnlySpan<byte> BaseSubject => DigestLayout.Section(_blob, DigestSection.BaseSubject);

    /// <summary>The normalised Message-ID without angle brackets; empty when there is none.</summary>
    public ReadOnlySpan<byte> MessageId => DigestLayout.Section(_blob, DigestSection.MessageId);

    /// <summary>The message ids of the ancestors, oldest first, each followed by LF (RFC 5256 §3, REFERENCES).</summary>
    public ReadOnlySpan<byte> References => DigestLayout.Section(_blob, DigestSection.References);

    /// <summary>The mailbox (local part) of the first From address: the SORT key FROM (RFC 5256 §3).</summary>
    public ReadOnlySpan<byte> SortFrom => DigestLayout.Section(_blob, DigestSection.SortFrom);

    /// <summary>The mailbox of the first To address: the SORT key TO.</summary>
    public ReadOnlySpan<byte> SortTo => DigestLayout.Section(_blob, DigestSection.SortTo);

    /// <summary>The mailbox of the first Cc address: the SORT key CC.</summary>
    public ReadOnlySpan<byte> SortCc => DigestLayout.Section(_blob, DigestSection.SortCc);

    /// <summary>The decoded display form of the first From address: DISPLAYFROM (RFC 5957 §4).</summary>
    public ReadOnlySpan<byte> DisplayFrom => DigestLayout.Section(_blob, DigestSection.DisplayFrom);

    /// <summary>The decoded display form of the first To address: DISPLAYTO (RFC 5957 §4).</summary>
    public ReadOnlySpan<byte> DisplayTo => DigestLayout.Section(_blob, DigestSection.DisplayTo);

    /// <summary>The preview (RFC 8970): at most 200 characters of UTF-8 on one line; empty when there is no text.</summary>
    public ReadOnlySpan<byte> Preview => DigestLayout.Section(_blob, DigestSection.Preview);

    /// <summary>The Date field with its own zone; null when it is missing or unreadable (RFC 5256 §2.2 then takes INTERNALDATE).</summary>
    public DateTimeOffset? SentDate
    {
        get
        {
            if ((Flags & DigestFlags.HasSentDate) == DigestFlags.None) return null;
            var ticks = BinaryPrimitives.ReadInt64LittleEndian(_blob[DigestLayout.SentTicks..]);
            var zone = BinaryPrimitives.ReadInt16LittleEndian(_blob[DigestLayout.SentOffsetMinutes..]);
            return new DateTimeOffset(ticks, TimeSpan.FromMinutes(zone));
        }
    }

    /// <summary>Writes the non-extensible BODY value: BODYSTRUCTURE without its extension data (RFC 9051 §7.5.2).</summary>
    public void WriteBody(IBufferWriter<byte> output, bool utf8)
    {
        ArgumentNullException.ThrowIfNull(output);
        var structure = utf8 ? BodyStructureUtf8 : BodyStructure;
        var cuts = DigestLayout.Section(_blob, utf8 ? DigestSection.BodyCutsUtf8 : DigestSection.BodyCuts);
        var from = 0;
        for (; cuts.Length >= 8; cuts = cuts[8..])
        {
            var offset = BinaryPrimitives.ReadInt32LittleEndian(cuts);
            var length = BinaryPrimitives.ReadInt32LittleEndian(cuts[4..]);
            if (offset < from || length < 0 || offset > structure.Length - length) throw new DigestFormatException("The digest's cuts are damaged.");
            output.Write(structure[from..offset]);
            from = offset + length;
        }

        output.Write(structure[from..]);
    }
}
