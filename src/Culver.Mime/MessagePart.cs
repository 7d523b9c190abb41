using System.Buffers.Binary;
using Culver.Mime.Structure;
using Culver.Mime.Transfer;

namespace Culver.Mime;

/// <summary>One row of a digest's part table. Offsets are octets from the start of the message as it is stored.</summary>
public readonly struct MessagePart : IEquatable<MessagePart>
{
    private readonly MessageDigest _digest;

    internal MessagePart(MessageDigest digest, int index)
    {
        _digest = digest;
        Index = index;
    }

    /// <summary>The position in the part table; 0 is the message itself.</summary>
    public int Index { get; }

    /// <summary>The row of the multipart or message part around this one; -1 for the message itself.</summary>
    public int ParentIndex => Int(DigestLayout.PartParent);

    /// <summary>The position among the parts of the enclosing multipart, from 1; 1 also for the message itself and an embedded message.</summary>
    public int Number => Int(DigestLayout.PartNumber);

    /// <summary>The row after the last descendant: descendants are the rows from <see cref="Index"/> + 1 up to here.</summary>
    public int EndIndex => Int(DigestLayout.PartEnd);

    /// <summary>Leaf, multipart or embedded message.</summary>
    public PartKind Kind => (PartKind)_digest.PartRow(Index)[DigestLayout.PartKind];

    /// <summary>Facts about the body's octets.</summary>
    public PartFlags Flags => (PartFlags)_digest.PartRow(Index)[DigestLayout.PartFlags];

    /// <summary>The Content-Transfer-Encoding; <see cref="TransferEncoding.Unknown"/> for one we cannot decode.</summary>
    public TransferEncoding Encoding => (TransferEncoding)_digest.PartRow(Index)[DigestLayout.PartEncoding];

    /// <summary>Where the part's header begins: the MIME header of a part, the message header of a message.</summary>
    public long HeaderOffset => Long(DigestLayout.PartHeaderOffset);

    /// <summary>Octets of the header, its blank line included.</summary>
    public long HeaderLength => Long(DigestLayout.PartHeaderLength);

    /// <summary>Where the body begins.</summary>
    public long BodyOffset => Long(DigestLayout.PartBodyOffset);

    /// <summary>Octets of the body in its transfer encoding; the line end before a delimiter is not part of it (RFC 2046 §5.1.1).</summary>
    public long BodyLength => Long(DigestLayout.PartBodyLength);

    /// <summary>Line ends (LF) in the body.</summary>
    public long Lines => Long(DigestLayout.PartLines);

    /// <summary>The media type in lower case, "text" when none is given.</summary>
    public string Type => _digest.PartString(Index, 0) ?? "text";

    /// <summary>The media subtype in lower case, "plain" when none is given.</summary>
    public string Subtype => _digest.PartString(Index, 1) ?? "plain";

    /// <summary>The charset parameter as written, or null.</summary>
    public string? Charset => _digest.PartString(Index, 2);

    /// <summary>The decoded file name (Content-Disposition filename, else Content-Type name; RFC 2231 and RFC 2047 decoded), or null.</summary>
    public string? FileName => _digest.PartString(Index, 3);

    /// <summary>The disposition type in lower case, or null.</summary>
    public string? Disposition => _digest.PartString(Index, 4);

    /// <summary>The Content-ID without angle brackets, or null.</summary>
    public string? ContentId => _digest.PartString(Index, 5);

    /// <summary>Is a multipart.</summary>
    public bool IsMultipart => Kind == PartKind.Multipart;

    /// <summary>Is a message/rfc822 or message/global part, so that HEADER, TEXT and nested part numbers apply to <see cref="EmbeddedMessage"/>.</summary>
    public bool IsMessage => Kind == PartKind.Message;

    /// <summary>Is of a text type.</summary>
    public bool IsText => string.Equals(Type, "text", StringComparison.Ordinal);

    /// <summary>Has rows below it: a multipart always, a message part always, a leaf never.</summary>
    public bool HasChildren => EndIndex > Index + 1;

    /// <summary>The message inside a message part: HEADER is its header, TEXT its body.</summary>
    /// <exception cref="InvalidOperationException">This is not a message part.</exception>
    public MessagePart EmbeddedMessage =>
        IsMessage ? new MessagePart(_digest, Index + 1) : throw new InvalidOperationException("The part holds no message.");

    /// <summary>The child with a number, counted from 1.</summary>
    public bool TryGetChild(int number, out MessagePart child)
    {
        var end = EndIndex;
        for (var index = Index + 1; index < end && index > Index;)
        {
            child = new MessagePart(_digest, index);
            if (child.Number == number) return true;
            index = Math.Max(child.EndIndex, index + 1);
        }

        child = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(MessagePart other) => Index == other.Index && ReferenceEquals(_digest, other._digest);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessagePart other && Equals(other);

    /// <summary>Equality.</summary>
    public static bool operator ==(MessagePart left, MessagePart right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(MessagePart left, MessagePart right) => !left.Equals(right);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_digest.PartRow(Index)[at..]);

    private long Long(int at) => BinaryPrimitives.ReadInt64LittleEndian(_digest.PartRow(Index)[at..]);
}
