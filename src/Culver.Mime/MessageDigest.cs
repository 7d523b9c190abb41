using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Culver.Mime.Structure;

namespace Culver.Mime;

/// <summary>
/// Everything FETCH, SEARCH, SORT and THREAD want of a message, computed once while its octets arrived.
/// It is an immutable view over one serialised blob (<see cref="Bytes"/>), which is what is stored.
/// </summary>
public sealed class MessageDigest
{
    private readonly ReadOnlyMemory<byte> _blob;

    private MessageDigest(ReadOnlyMemory<byte> blob) => _blob = blob;

    /// <summary>The version written into new digests; the first octet of a blob.</summary>
    public static byte CurrentVersion => DigestLayout.Version;

    /// <summary>Wraps a stored digest; the memory must not change afterwards.</summary>
    /// <exception cref="DigestFormatException">The version is unknown or the blob is damaged: rebuild it from the content.</exception>
    public static MessageDigest Read(ReadOnlyMemory<byte> bytes) =>
        DigestLayout.Fault(bytes.Span) is { } fault ? throw new DigestFormatException(fault) : new MessageDigest(bytes);

    internal static MessageDigest Trusted(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>The serialised form, version first.</summary>
    public ReadOnlyMemory<byte> Bytes => _blob;

    /// <summary>The same digest without allocation.</summary>
    public DigestView View => DigestView.Trusted(_blob.Span);

    /// <inheritdoc cref="DigestView.Flags"/>
    public DigestFlags Flags => View.Flags;

    /// <inheritdoc cref="DigestView.Size"/>
    public long Size => View.Size;

    /// <inheritdoc cref="DigestView.Lines"/>
    public long Lines => View.Lines;

    /// <inheritdoc cref="DigestView.HeaderLength"/>
    public long HeaderLength => View.HeaderLength;

    /// <summary>There is a NUL octet somewhere: IMAP literals cannot carry it, see <c>BinaryRecoder</c>.</summary>
    public bool ContainsNul => Flags.HasFlag(DigestFlags.ContainsNul);

    /// <summary>Some header holds octets above 127 (RFC 6855 §4 asks at APPEND).</summary>
    public bool HasEightBitHeader => Flags.HasFlag(DigestFlags.EightBitHeader);

    /// <summary>NUL, bare CR or bare LF: not line-oriented text as RFC 2045 §2.9 calls binary.</summary>
    public bool IsBinary => ContainsNul || Flags.HasFlag(DigestFlags.BareCarriageReturn) || Flags.HasFlag(DigestFlags.BareLineFeed);

    /// <summary>The subject marks a reply or a forward (RFC 5256 §5).</summary>
    public bool IsReplyOrForward => Flags.HasFlag(DigestFlags.ReplyOrForward);

    /// <inheritdoc cref="DigestView.SentDate"/>
    public DateTimeOffset? SentDate => View.SentDate;

    /// <inheritdoc cref="DigestView.Envelope"/>
    public ReadOnlyMemory<byte> Envelope => Section(DigestSection.Envelope);

    /// <inheritdoc cref="DigestView.EnvelopeUtf8"/>
    public ReadOnlyMemory<byte> EnvelopeUtf8 => Section(DigestSection.EnvelopeUtf8);

    /// <inheritdoc cref="DigestView.BodyStructure"/>
    public ReadOnlyMemory<byte> BodyStructure => Section(DigestSection.BodyStructure);

    /// <inheritdoc cref="DigestView.BodyStructureUtf8"/>
    public ReadOnlyMemory<byte> BodyStructureUtf8 => Section(DigestSection.BodyStructureUtf8);

    /// <summary>The raw top-level header block with its blank line, or null when it was longer than <see cref="MimeLimits.MaxKeptHeaderOctets"/>: then read the first <see cref="HeaderLength"/> octets of the content.</summary>
    public ReadOnlyMemory<byte>? Header => Flags.HasFlag(DigestFlags.HeaderKept) ? Section(DigestSection.Header) : default(ReadOnlyMemory<byte>?);

    /// <inheritdoc cref="DigestView.BaseSubject"/>
    public string BaseSubject => Text(DigestSection.BaseSubject);

    /// <summary>The normalised Message-ID without angle brackets, or null.</summary>
    public string? MessageId => Text(DigestSection.MessageId) is { Length: > 0 } id ? id : null;

    /// <summary>The message ids of the ancestors, oldest first, from References or else the first of In-Reply-To (RFC 5256 §3).</summary>
    public IReadOnlyList<string> References =>
        Text(DigestSection.References) is { Length: > 0 } list ? list.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    /// <inheritdoc cref="DigestView.SortFrom"/>
    public string SortFrom => Text(DigestSection.SortFrom);

    /// <inheritdoc cref="DigestView.SortTo"/>
    public string SortTo => Text(DigestSection.SortTo);

    /// <inheritdoc cref="DigestView.SortCc"/>
    public string SortCc => Text(DigestSection.SortCc);

    /// <inheritdoc cref="DigestView.DisplayFrom"/>
    public string DisplayFrom => Text(DigestSection.DisplayFrom);

    /// <inheritdoc cref="DigestView.DisplayTo"/>
    public string DisplayTo => Text(DigestSection.DisplayTo);

    /// <inheritdoc cref="DigestView.Preview"/>
    public string Preview => Text(DigestSection.Preview);

    /// <summary>Every part in the order of its first octet; the first is the message itself.</summary>
    public MessagePartList Parts => new(this);

    /// <summary>The message itself: its header is the message header, its body all that follows.</summary>
    public MessagePart Root => new(this, 0);

    internal int PartCount => BinaryPrimitives.ReadInt32LittleEndian(_blob.Span[DigestLayout.PartCount..]);

    /// <inheritdoc cref="DigestView.WriteBody"/>
    public void WriteBody(IBufferWriter<byte> output, bool utf8) => View.WriteBody(output, utf8);

    /// <summary>
    /// Finds the part an IMAP section-part names (RFC 9051 §6.4.5.1). An empty path is the message itself; a message
    /// that is not multipart has part 1, its own body; a path through a message/rfc822 part names parts of the embedded message.
    /// </summary>
    public bool TryFindPart(ReadOnlySpan<int> path, out MessagePart part)
    {
        part = Root;
        // True while `part` stands for a whole message, whose only part, if it is not multipart, is number 1.
        var isMessage = true;
        foreach (var number in path)
        {
            if (!isMessage && part.IsMessage)
            {
                part = part.EmbeddedMessage;
                isMessage = true;
            }

            if (part.IsMultipart)
            {
                if (!part.TryGetChild(number, out var child)) return false;
                part = child;
            }
            else if (!isMessage || number != 1)
            {
                return false;
            }

            isMessage = false;
        }

        return true;
    }

    internal ReadOnlySpan<byte> PartRow(int index)
    {
        var rows = DigestLayout.Section(_blob.Span, DigestSection.Parts);
        if ((uint)index >= (uint)PartCount) throw new DigestFormatException("The digest's part table is damaged.");
        return rows.Slice(index * DigestLayout.PartRow, DigestLayout.PartRow);
    }

    internal string? PartString(int index, int which)
    {
        var row = PartRow(index)[(DigestLayout.PartStrings + (which * 8))..];
        var offset = BinaryPrimitives.ReadInt32LittleEndian(row);
        var length = BinaryPrimitives.ReadInt32LittleEndian(row[4..]);
        if (length < 0) return null;
        var strings = DigestLayout.Section(_blob.Span, DigestSection.Strings);
        if (offset < 0 || offset > strings.Length - length) throw new DigestFormatException("The digest's part strings are damaged.");
        return Encoding.UTF8.GetString(strings.Slice(offset, length));
    }

    private ReadOnlyMemory<byte> Section(DigestSection section)
    {
        var (offset, length) = DigestLayout.Locate(_blob.Span, section);
        return _blob.Slice(offset, length);
    }

    private string Text(DigestSection section) => Encoding.UTF8.GetString(DigestLayout.Section(_blob.Span, section));
}
