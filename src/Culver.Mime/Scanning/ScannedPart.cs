using Culver.Mime.Buffers;
using Culver.Mime.Transfer;

namespace Culver.Mime.Scanning;

/// <summary>What the scanner knows of a part while and after it is read. Ranges point into the scanner's captured values.</summary>
internal struct ScannedPart
{
    public int Parent;
    public int Number;
    public int End;
    public int Children;
    public PartKind Kind;
    public PartFlags Flags;
    public TransferEncoding Encoding;
    public bool IsDigestChild;
    public bool HeaderDone;
    public long HeaderOffset;
    public long HeaderLength;
    public long BodyOffset;
    public long BodyLength;
    public long FeedsBefore;
    public long Lines;

    public ByteRange Type;
    public ByteRange Subtype;

    public ByteRange ContentType;
    public ByteRange ContentTransferEncoding;
    public ByteRange ContentDisposition;
    public ByteRange ContentId;
    public ByteRange ContentDescription;
    public ByteRange ContentMd5;
    public ByteRange ContentLanguage;
    public ByteRange ContentLocation;

    /// <summary>The row of the envelope fields, for a message's own header; -1 for a part's MIME header.</summary>
    public int Envelope;

    /// <summary>The delimiter's text while the multipart can still see one; absent before and after.</summary>
    public ByteRange Boundary;
}

/// <summary>The fields of one message header that make its ENVELOPE, unfolded.</summary>
internal struct ScannedEnvelope
{
    public ByteRange Date;
    public ByteRange Subject;
    public ByteRange From;
    public ByteRange Sender;
    public ByteRange ReplyTo;
    public ByteRange To;
    public ByteRange Cc;
    public ByteRange Bcc;
    public ByteRange InReplyTo;
    public ByteRange MessageId;
    public ByteRange References;

    public static ScannedEnvelope Empty => new()
    {
        Date = ByteRange.Absent,
        Subject = ByteRange.Absent,
        From = ByteRange.Absent,
        Sender = ByteRange.Absent,
        ReplyTo = ByteRange.Absent,
        To = ByteRange.Absent,
        Cc = ByteRange.Absent,
        Bcc = ByteRange.Absent,
        InReplyTo = ByteRange.Absent,
        MessageId = ByteRange.Absent,
        References = ByteRange.Absent,
    };
}
