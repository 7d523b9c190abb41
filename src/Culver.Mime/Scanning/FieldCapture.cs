using Culver.Mime.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Scanning;

/// <summary>
/// Takes each header field as the scanner completes it and keeps the values the digest needs, unfolded, in the tree.
/// Of repeated fields the first is kept, except addresses, which are joined: a second From cannot hide behind the first.
/// </summary>
internal sealed class FieldCapture(ScannedTree tree, MimeLimits limits)
{
    public bool Overflowed { get; private set; }

    public void Clear() => Overflowed = false;

    public void Take(int part, ReadOnlySpan<byte> field)
    {
        if (!HeaderFields.TrySplit(field, out var nameLength, out var valueStart)) return;
        var name = field[..nameLength];
        // The names differ in their first letters and lengths; most fields (Received, DKIM-Signature, X-…) leave here.
        switch (name[0] | 0x20)
        {
            case 'c': TakeContent(part, name, field[valueStart..]); break;
            case 'd' or 's' or 'f' or 'r' or 't' or 'b' or 'i' or 'm': TakeEnvelope(part, name, field[valueStart..]); break;
            default: break;
        }
    }

    private void TakeContent(int part, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ref var p = ref tree[part];
        if (Ascii.EqualsIgnoreCase(name, "cc"u8)) TakeEnvelope(part, name, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-type"u8)) First(ref p.ContentType, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-transfer-encoding"u8)) First(ref p.ContentTransferEncoding, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-disposition"u8)) First(ref p.ContentDisposition, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-id"u8)) First(ref p.ContentId, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-description"u8)) First(ref p.ContentDescription, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-md5"u8)) First(ref p.ContentMd5, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-language"u8)) First(ref p.ContentLanguage, value);
        else if (Ascii.EqualsIgnoreCase(name, "content-location"u8)) First(ref p.ContentLocation, value);
    }

    private void TakeEnvelope(int part, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var index = tree[part].Envelope;
        if (index < 0) return;
        ref var e = ref tree.Envelope(index);
        if (Ascii.EqualsIgnoreCase(name, "date"u8)) First(ref e.Date, value);
        else if (Ascii.EqualsIgnoreCase(name, "subject"u8)) First(ref e.Subject, value);
        else if (Ascii.EqualsIgnoreCase(name, "from"u8)) Join(ref e.From, value);
        else if (Ascii.EqualsIgnoreCase(name, "sender"u8)) Join(ref e.Sender, value);
        else if (Ascii.EqualsIgnoreCase(name, "reply-to"u8)) Join(ref e.ReplyTo, value);
        else if (Ascii.EqualsIgnoreCase(name, "to"u8)) Join(ref e.To, value);
        else if (Ascii.EqualsIgnoreCase(name, "cc"u8)) Join(ref e.Cc, value);
        else if (Ascii.EqualsIgnoreCase(name, "bcc"u8)) Join(ref e.Bcc, value);
        else if (Ascii.EqualsIgnoreCase(name, "in-reply-to"u8)) First(ref e.InReplyTo, value);
        else if (Ascii.EqualsIgnoreCase(name, "message-id"u8)) First(ref e.MessageId, value);
        else if (index == 0 && Ascii.EqualsIgnoreCase(name, "references"u8)) First(ref e.References, value);
    }

    private void First(ref ByteRange kept, ReadOnlySpan<byte> value)
    {
        if (kept.IsPresent || !HasRoom(value.Length)) return;
        var start = tree.Values.Length;
        HeaderFields.AppendUnfolded(value, tree.Values);
        kept = new ByteRange(start, tree.Values.Length - start);
    }

    private void Join(ref ByteRange kept, ReadOnlySpan<byte> value)
    {
        if (!kept.IsPresent || kept.Length == 0)
        {
            kept = ByteRange.Absent;
            First(ref kept, value);
            return;
        }

        if (!HasRoom(value.Length + kept.Length + 2)) return;
        var start = tree.Values.Length;
        // When the value so far is the newest in the buffer it grows in place; else it is copied to the end first.
        if (kept.Offset + kept.Length == start) start = kept.Offset;
        else tree.Values.Append(tree.Values.Slice(kept).ToArray());
        tree.Values.Append(", "u8);
        HeaderFields.AppendUnfolded(value, tree.Values);
        kept = new ByteRange(start, tree.Values.Length - start);
    }

    private bool HasRoom(int octets)
    {
        var fits = tree.Values.Length + octets <= limits.MaxCapturedOctets;
        Overflowed |= !fits;
        return fits;
    }
}
