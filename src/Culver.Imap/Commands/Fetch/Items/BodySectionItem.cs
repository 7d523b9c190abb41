using System.Buffers;
using Culver.Imap.Wire;
using Culver.Mime;
using Culver.Mime.Headers;

namespace Culver.Imap.Commands.Fetch.Items;

/// <summary>BODY[section]&lt;partial&gt; and BODY.PEEK (RFC 9051 §6.4.5.1), and the RFC822 names of RFC 3501 for the same octets.</summary>
internal sealed class BodySectionItem(SectionSpec section, PartialRange? partial, bool isPeek, byte[]? name = null) : FetchItem
{
    /// <summary>A header with more gaps between the fields asked for is put together aside first.</summary>
    private const int MostSlices = 64;

    private readonly int[] _path = Array.ConvertAll(section.Part, static number => (int)Math.Min(number, int.MaxValue));
    private readonly HeaderFieldSet? _fields = section.Fields.Length > 0 ? new HeaderFieldSet(section.Fields) : null;

    // Made for one command, and used by it alone: what is the same for all its messages is made once.
    private byte[]? _name = name;
    private ArrayBufferWriter<byte>? _selected;

    /// <summary>The header of a message lies in its digest; only one too large for that is read from the content, which is opened then.</summary>
    public override FetchNeeds Needs => section switch
    {
        { Part.Length: 0, Text: SectionText.Whole } => FetchNeeds.Content,
        { Part.Length: 0, Text: SectionText.Header or SectionText.HeaderFields or SectionText.HeaderFieldsNot } => FetchNeeds.Digest,
        _ => FetchNeeds.Content | FetchNeeds.Digest,
    };

    public override bool SetsSeen => !isPeek;

    public override bool IsImmediate => Needs == FetchNeeds.Digest;

    public override bool CanWrite(DigestView digest) => (digest.Flags & DigestFlags.HeaderKept) != DigestFlags.None;

    public override void Write(FetchedMessage message, DigestView digest, ImapWriter writer)
    {
        WriteName(writer);
        if (_fields is null)
            WriteCut(writer, digest.Header);
        else
            WriteFields(writer, digest.Header, _fields);
    }

    public override ValueTask WriteAsync(FetchedMessage message, ImapWriter writer, CancellationToken cancellationToken)
    {
        WriteName(writer);
        if (section is { Part.Length: 0, Text: SectionText.Whole })
            return writer.ContentLiteralAsync(message, 0, message.Row.Size, partial, cancellationToken);
        if (Locate(message.Digest) is not { } range)
        {
            // RFC 9051 §7.5.2: a part that is not there is NIL.
            writer.Nil();
            return ValueTask.CompletedTask;
        }

        if (_path.Length == 0 && section.Text == SectionText.Header && message.Digest.Header is { } kept)
        {
            WriteCut(writer, kept.Span);
            return ValueTask.CompletedTask;
        }

        return _fields is null
            ? writer.ContentLiteralAsync(message, range.Offset, range.Length, partial, cancellationToken)
            : WriteFieldsAsync(message, writer, range, _fields, cancellationToken);
    }

    /// <summary>Where the octets of the section lie in the message.</summary>
    private (long Offset, long Length)? Locate(MessageDigest digest)
    {
        if (_path.Length == 0)
        {
            return section.Text == SectionText.Text
                ? (digest.HeaderLength, digest.Size - digest.HeaderLength)
                : (0, digest.HeaderLength);
        }

        if (!digest.TryFindPart(_path, out var part))
            return null;
        switch (section.Text)
        {
            case SectionText.Whole:
                return (part.BodyOffset, part.BodyLength);
            case SectionText.Mime:
                return (part.HeaderOffset, part.HeaderLength);
            default:
                // RFC 9051 §6.4.5.1: of a part, HEADER and TEXT are those of the message it holds.
                if (!part.IsMessage)
                    return null;
                var embedded = part.EmbeddedMessage;
                return section.Text == SectionText.Text
                    ? (embedded.BodyOffset, embedded.BodyLength)
                    : (embedded.HeaderOffset, embedded.HeaderLength);
        }
    }

    private async ValueTask WriteFieldsAsync(
        FetchedMessage message, ImapWriter writer, (long Offset, long Length) range, HeaderFieldSet fields, CancellationToken cancellationToken)
    {
        if (_path.Length == 0 && message.Digest.Header is { } kept)
            WriteFields(writer, kept.Span, fields);
        else
            WriteFields(writer, await ReadAsync(message, range, cancellationToken), fields);
    }

    private void WriteFields(ImapWriter writer, ReadOnlySpan<byte> header, HeaderFieldSet fields)
    {
        var isExcept = section.Text == SectionText.HeaderFieldsNot;
        Span<HeaderSlice> slices = stackalloc HeaderSlice[MostSlices];
        if (partial is null && HeaderFields.TrySelect(header, fields, isExcept, slices, out var count))
        {
            slices = slices[..count];
            var octets = 0;
            foreach (var slice in slices)
                octets += slice.Length;
            writer.LiteralHeader(octets);
            foreach (var slice in slices)
                writer.LiteralBytes(header.Slice(slice.Offset, slice.Length));
            return;
        }

        var selected = _selected ??= new(1024);
        selected.ResetWrittenCount();
        HeaderFields.WriteSelected(header, fields, isExcept, selected);
        WriteCut(writer, selected.WrittenSpan);
    }

    private void WriteCut(ImapWriter writer, ReadOnlySpan<byte> octets)
    {
        var (offset, length) = ContentWriting.Cut(0, octets.Length, partial);
        writer.LiteralHeader(length);
        writer.LiteralBytes(octets.Slice((int)offset, (int)length));
    }

    /// <summary>A header block; of one that is longer than <see cref="ImapOptions.MaxHeader"/> the whole lines that lie within it.</summary>
    private static async ValueTask<byte[]> ReadAsync(FetchedMessage message, (long Offset, long Length) range, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(range.Length, message.Session.Options.MaxHeader)];
        var filled = 0;
        if (message.Inline is { } inline)
        {
            inline.Span.Slice((int)range.Offset, bytes.Length).CopyTo(bytes);
            filled = bytes.Length;
        }
        else
        {
            var content = await message.OpenAsync(cancellationToken);
            while (filled < bytes.Length && await content.ReadAsync(range.Offset + filled, bytes.AsMemory(filled), cancellationToken) is > 0 and var read)
                filled += read;
        }

        if (range.Length <= bytes.Length)
            return filled == bytes.Length ? bytes : bytes[..filled];
        // RFC 9051 §6.4.5.1: the blank line behind the header belongs to it.
        return [.. bytes.AsSpan(0, bytes.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1), .. "\r\n"u8];
    }

    private void WriteName(ImapWriter writer)
    {
        if (_name is null)
        {
            var written = new ArrayBufferWriter<byte>(256);
            var composing = new ImapWriter(written, writer.Mode);
            WriteSection(composing);
            composing.Commit();
            _name = written.WrittenSpan.ToArray();
        }

        writer.Keyword(_name);
        writer.Space();
    }

    private void WriteSection(ImapWriter writer)
    {
        // RFC 9051 §7.5.2: the answer names the section as it was asked for, without PEEK, and of a partial only its offset.
        writer.Keyword("BODY["u8);
        for (var i = 0; i < section.Part.Length; i++)
        {
            if (i > 0)
                writer.Keyword("."u8);
            writer.Number((ulong)section.Part[i]);
        }

        if (section.Text != SectionText.Whole && section.Part.Length > 0)
            writer.Keyword("."u8);
        writer.Keyword(section.Text switch
        {
            SectionText.Header => "HEADER"u8,
            SectionText.HeaderFields => "HEADER.FIELDS "u8,
            SectionText.HeaderFieldsNot => "HEADER.FIELDS.NOT "u8,
            SectionText.Text => "TEXT"u8,
            SectionText.Mime => "MIME"u8,
            _ => ""u8,
        });
        if (section.Fields.Length > 0)
        {
            writer.Open();
            for (var i = 0; i < section.Fields.Length; i++)
            {
                if (i > 0)
                    writer.Space();
                writer.AString(section.Fields[i]);
            }

            writer.Close();
        }

        writer.Keyword("]"u8);
        if (partial is { } range)
        {
            writer.Keyword("<"u8);
            writer.Number(range.Offset);
            writer.Keyword(">"u8);
        }
    }
}
