using System.Buffers.Binary;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Text;

namespace Culver.Mime.Structure;

/// <summary>Serialises what the scanner found (see <see cref="DigestLayout"/> for the form).</summary>
internal sealed class DigestWriter
{
    private readonly ScannedTree _tree;
    private readonly ByteBuffer _blob = new(1024);
    private readonly ByteBuffer _strings = new(256);
    private readonly AddressParser _addresses = new();
    private readonly MimeParameters _parameters = new();
    private readonly ByteBuffer _scratch = new(256);
    private readonly ByteBuffer _subject = new(128);
    private readonly ByteBuffer _cuts = new(64);
    private readonly ImapText _seven;
    private readonly ImapText _wide;
    private readonly EnvelopeWriter _sevenEnvelopes;
    private readonly EnvelopeWriter _wideEnvelopes;

    public DigestWriter(ScannedTree tree)
    {
        _tree = tree;
        _seven = new ImapText(_blob, utf8: false);
        _wide = new ImapText(_blob, utf8: true);
        _sevenEnvelopes = new EnvelopeWriter(tree, _seven, _addresses);
        _wideEnvelopes = new EnvelopeWriter(tree, _wide, _addresses);
    }

    /// <summary>Makes the digest of what the tree holds now; called once for each message.</summary>
    public MessageDigest Write(DigestFlags flags, long size, long lines, ReadOnlySpan<byte> header, ReadOnlySpan<byte> preview)
    {
        _blob.Clear();
        _blob.GetSpan(1024 + header.Length + (_tree.Count * 256));
        _strings.Clear();
        Span<byte> head = stackalloc byte[DigestLayout.HeadLength];
        head.Clear();
        _blob.Append(head);

        ref readonly var envelope = ref _tree.Envelope(0);
        flags |= Structure(head);
        Section(head, DigestSection.Header, header);
        flags |= Subject(head, envelope.Subject);
        flags |= Ids(head, envelope);
        First(head, envelope.From, DigestSection.SortFrom, DigestSection.DisplayFrom);
        First(head, envelope.To, DigestSection.SortTo, DigestSection.DisplayTo);
        First(head, envelope.Cc, DigestSection.SortCc, null);
        Section(head, DigestSection.Preview, preview);
        Parts(head);
        Section(head, DigestSection.Strings, _strings.Written);

        if (SentDates.TryParse(_tree.Values.Slice(envelope.Date), out var sent))
        {
            flags |= DigestFlags.HasSentDate;
            BinaryPrimitives.WriteInt64LittleEndian(head[DigestLayout.SentTicks..], sent.Ticks);
            BinaryPrimitives.WriteInt16LittleEndian(head[DigestLayout.SentOffsetMinutes..], (short)sent.Offset.TotalMinutes);
        }

        head[0] = DigestLayout.Version;
        BinaryPrimitives.WriteInt32LittleEndian(head[DigestLayout.TotalLength..], _blob.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[DigestLayout.Flags..], (int)flags);
        BinaryPrimitives.WriteInt32LittleEndian(head[DigestLayout.PartCount..], _tree.Count);
        BinaryPrimitives.WriteInt64LittleEndian(head[DigestLayout.Size..], size);
        BinaryPrimitives.WriteInt64LittleEndian(head[DigestLayout.Lines..], lines);
        BinaryPrimitives.WriteInt64LittleEndian(head[DigestLayout.HeaderLength..], _tree[0].HeaderLength);
        var bytes = _blob.Written.ToArray();
        head.CopyTo(bytes);
        return MessageDigest.Trusted(bytes);
    }

    private DigestFlags Structure(Span<byte> head)
    {
        var start = _blob.Length;
        _seven.MetEightBit = false;
        _sevenEnvelopes.Write(_tree.Envelope(0));
        Locate(head, DigestSection.Envelope, start);
        var envelopeDiffers = _seven.MetEightBit;

        _cuts.Clear();
        start = _blob.Length;
        _seven.MetEightBit = false;
        new BodyStructureWriter(_tree, _seven, _sevenEnvelopes, _parameters, _cuts).Write(0);
        Locate(head, DigestSection.BodyStructure, start);
        Section(head, DigestSection.BodyCuts, _cuts.Written);
        var structureDiffers = _seven.MetEightBit;

        if (envelopeDiffers)
        {
            start = _blob.Length;
            _wideEnvelopes.Write(_tree.Envelope(0));
            Locate(head, DigestSection.EnvelopeUtf8, start);
        }
        else
        {
            Same(head, DigestSection.Envelope, DigestSection.EnvelopeUtf8);
        }

        if (structureDiffers)
        {
            _cuts.Clear();
            start = _blob.Length;
            new BodyStructureWriter(_tree, _wide, _wideEnvelopes, _parameters, _cuts).Write(0);
            Locate(head, DigestSection.BodyStructureUtf8, start);
            Section(head, DigestSection.BodyCutsUtf8, _cuts.Written);
        }
        else
        {
            Same(head, DigestSection.BodyStructure, DigestSection.BodyStructureUtf8);
            Same(head, DigestSection.BodyCuts, DigestSection.BodyCutsUtf8);
        }

        return envelopeDiffers || structureDiffers ? DigestFlags.HasUtf8Forms : DigestFlags.None;
    }

    private DigestFlags Subject(Span<byte> head, ByteRange subject)
    {
        _subject.Clear();
        EncodedWords.Decode(_tree.Values.Slice(subject), _subject);
        var isReply = BaseSubject.Extract(_subject.Written, _scratch);
        Section(head, DigestSection.BaseSubject, _scratch.Written);
        return isReply ? DigestFlags.ReplyOrForward : DigestFlags.None;
    }

    private DigestFlags Ids(Span<byte> head, in ScannedEnvelope envelope)
    {
        _scratch.Clear();
        MessageIds.TryAppendNext(_tree.Values.Slice(envelope.MessageId), _scratch, out _);
        Section(head, DigestSection.MessageId, _scratch.Written);
        _scratch.Clear();
        MessageIds.AppendReferences(_tree.Values.Slice(envelope.References), _tree.Values.Slice(envelope.InReplyTo), _scratch);
        Section(head, DigestSection.References, _scratch.Written);
        return _scratch.Length > 0 ? DigestFlags.HasReferences : DigestFlags.None;
    }

    private void First(Span<byte> head, ByteRange list, DigestSection sort, DigestSection? display)
    {
        _addresses.Read(_tree.Values.Slice(list));
        _scratch.Clear();
        if (_addresses.Entries.Count == 0)
        {
            Section(head, sort, default);
            if (display is { } none) Section(head, none, default);
            return;
        }

        var first = _addresses.Entries[0];
        // RFC 5256 §3: the addr-mailbox of the first address.
        RawText.AppendUtf8(_addresses.Text(first.Mailbox), _scratch);
        Section(head, sort, _scratch.Written);
        if (display is not { } section) return;

        // RFC 5957 §3: the decoded name, else mailbox@host, else the mailbox.
        _scratch.Clear();
        EncodedWords.Decode(_addresses.Text(first.Name), _scratch);
        if (_scratch.Length == 0)
        {
            RawText.AppendUtf8(_addresses.Text(first.Mailbox), _scratch);
            if (first.Host.Length > 0)
            {
                _scratch.Append((byte)'@');
                RawText.AppendUtf8(_addresses.Text(first.Host), _scratch);
            }
        }

        Section(head, section, _scratch.Written);
    }

    private void Parts(Span<byte> head)
    {
        var start = _blob.Length;
        Span<byte> row = stackalloc byte[DigestLayout.PartRow];
        for (var index = 0; index < _tree.Count; index++)
        {
            row.Clear();
            PartRows.Write(_tree, index, row, _parameters, _strings);
            _blob.Append(row);
        }

        Locate(head, DigestSection.Parts, start);
    }

    private void Section(Span<byte> head, DigestSection section, ReadOnlySpan<byte> octets)
    {
        var start = _blob.Length;
        _blob.Append(octets);
        Locate(head, section, start);
    }

    private void Locate(Span<byte> head, DigestSection section, int start) => Place(head, section, start, _blob.Length - start);

    private static void Same(Span<byte> head, DigestSection from, DigestSection to)
    {
        var (offset, length) = DigestLayout.Locate(head, from);
        Place(head, to, offset, length);
    }

    private static void Place(Span<byte> head, DigestSection section, int offset, int length)
    {
        var at = DigestLayout.Sections + ((int)section * 8);
        BinaryPrimitives.WriteInt32LittleEndian(head[at..], offset);
        BinaryPrimitives.WriteInt32LittleEndian(head[(at + 4)..], length);
    }
}
