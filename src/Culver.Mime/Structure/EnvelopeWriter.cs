using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Text;

namespace Culver.Mime.Structure;

/// <summary>Writes ENVELOPE (RFC 9051 §7.5.2, §9) of the message header or of an embedded message's.</summary>
internal sealed class EnvelopeWriter(ScannedTree tree, ImapText text, AddressParser addresses)
{
    private readonly ByteBuffer _scratch = new(256);

    // envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP env-bcc SP
    //            env-in-reply-to SP env-message-id ")"        RFC 9051 §9
    public void Write(in ScannedEnvelope envelope)
    {
        text.Output.Append((byte)'(');
        Text(envelope.Date);
        Text(envelope.Subject);
        Addresses(envelope.From, default);
        // RFC 9051 §7.5.2: an absent or empty Sender or Reply-To is given the value of From.
        Addresses(envelope.Sender, envelope.From);
        Addresses(envelope.ReplyTo, envelope.From);
        Addresses(envelope.To, default);
        Addresses(envelope.Cc, default);
        Addresses(envelope.Bcc, default);
        Text(envelope.InReplyTo);
        text.NString(Value(envelope.MessageId));
        text.Output.Append((byte)')');
    }

    private ScannedValue Value(ByteRange range) => new(tree.Values.Slice(range), range.IsPresent);

    private void Text(ByteRange range)
    {
        text.NString(Value(range));
        text.Space();
    }

    // env-from = "(" 1*address ")" / nil        RFC 9051 §9
    private void Addresses(ByteRange range, ByteRange fallback)
    {
        addresses.Read(tree.Values.Slice(range));
        if (addresses.Entries.Count == 0 && fallback.Length > 0) addresses.Read(tree.Values.Slice(fallback));
        if (addresses.Entries.Count == 0)
        {
            text.Nil();
        }
        else
        {
            text.Output.Append((byte)'(');
            foreach (var entry in addresses.Entries) Address(entry);
            text.Output.Append((byte)')');
        }

        text.Space();
    }

    // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"        RFC 9051 §9
    private void Address(in AddressParser.Entry entry)
    {
        text.Output.Append((byte)'(');
        var international = !entry.IsGroupStart && (HasEightBit(entry.Mailbox) || HasEightBit(entry.Host) || HasEightBit(entry.Route));
        if (international) text.MetEightBit = true;
        if (international && !text.Utf8Form)
        {
            Downgraded(entry);
        }
        else
        {
            Part(entry.Name);
            text.Space();
            Part(entry.Route);
            text.Space();
            Part(entry.Mailbox);
            text.Space();
            Part(entry.Host);
        }

        text.Output.Append((byte)')');
    }

    /// <summary>
    /// RFC 6858 §2.1: an address that cannot be shown in seven bits becomes one that is valid but belongs to nobody, and the
    /// display name tells what it was.
    /// </summary>
    private void Downgraded(in AddressParser.Entry entry)
    {
        _scratch.Clear();
        if (entry.Name.IsPresent)
        {
            EncodedWords.Decode(addresses.Text(entry.Name), _scratch);
            _scratch.Append((byte)' ');
        }

        _scratch.Append((byte)'<');
        RawText.AppendUtf8(addresses.Text(entry.Mailbox), _scratch);
        _scratch.Append((byte)'@');
        RawText.AppendUtf8(addresses.Text(entry.Host), _scratch);
        _scratch.Append((byte)'>');
        text.String(_scratch.Written);
        text.Output.Append(" NIL \"invalid\" \"internationalized-address.invalid\""u8);
    }

    private void Part(ByteRange range) => text.NString(new ScannedValue(addresses.Text(range), range.IsPresent));

    private bool HasEightBit(ByteRange range) => Ascii.HasEightBit(addresses.Text(range));
}
