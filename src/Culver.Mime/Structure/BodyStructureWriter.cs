using System.Buffers.Binary;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Text;
using Culver.Mime.Transfer;

namespace Culver.Mime.Structure;

/// <summary>
/// Writes BODYSTRUCTURE (RFC 9051 §7.5.2, §9) from the scanned parts, and notes where its extension data stand, so that BODY is
/// the same octets without them.
/// </summary>
internal sealed class BodyStructureWriter(ScannedTree tree, ImapText text, EnvelopeWriter envelopes, MimeParameters parameters, ByteBuffer cuts)
{
    private readonly ByteBuffer _scratch = new(128);
    // Cuts are counted from the start of the structure, which is written at the end of what is there.
    private readonly int _origin = text.Output.Length;

    private ByteBuffer Output => text.Output;

    // body = "(" (body-type-1part / body-type-mpart) ")"        RFC 9051 §9
    public void Write(int index)
    {
        Output.Append((byte)'(');
        if (tree[index].Kind == PartKind.Multipart) Multipart(index);
        else Single(index);
        Output.Append((byte)')');
    }

    // body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]        RFC 9051 §9
    private void Multipart(int index)
    {
        for (var child = index + 1; child < tree[index].End; child = tree[child].End) Write(child);
        ref var part = ref tree[index];
        text.Space();
        parameters.ReadContentType(tree.Values.Slice(part.ContentType));
        text.String(parameters.Sub);
        var extension = Output.Length;
        text.Space();
        Parameters();
        EndExtension(part, extension);
    }

    // body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]        RFC 9051 §9
    private void Single(int index)
    {
        ref var part = ref tree[index];
        Type(part);
        text.Space();
        text.NString(Value(part.ContentId));
        text.Space();
        text.NString(Value(part.ContentDescription));
        text.Space();
        Encoding(part);
        text.Space();
        Output.AppendNumber(part.BodyLength);
        if (IsDescribedAsMessage(part))
        {
            // body-type-msg = media-message SP body-fields SP envelope SP body SP body-fld-lines
            var inner = index + 1;
            text.Space();
            envelopes.Write(tree.Envelope(tree[inner].Envelope));
            text.Space();
            Write(inner);
            text.Space();
            Output.AppendNumber(part.Lines);
        }
        else if (!part.Type.IsPresent || tree.Values.Slice(part.Type).SequenceEqual("text"u8))
        {
            text.Space();
            Output.AppendNumber(part.Lines);
        }

        var extension = Output.Length;
        text.Space();
        text.NString(Value(part.ContentMd5));
        EndExtension(part, extension);
    }

    // RFC 3501 §9: only rev1's MESSAGE/RFC822 has an envelope; message/global came with RFC 9051 and is basic to older clients.
    private bool IsDescribedAsMessage(in ScannedPart part)
    {
        if (part.Kind != PartKind.Message) return false;
        if (!part.Flags.HasFlag(PartFlags.Global)) return true;
        text.MetEightBit = true;
        return text.Utf8Form;
    }

    private void Type(in ScannedPart part)
    {
        if (part.ContentType.IsPresent && parameters.ReadContentType(tree.Values.Slice(part.ContentType)))
        {
            text.String(parameters.Main);
            text.Space();
            text.String(parameters.Sub);
            text.Space();
            Parameters();
        }
        else if (part.Type.IsPresent)
        {
            text.Quoted(tree.Values.Slice(part.Type));
            text.Space();
            text.Quoted(tree.Values.Slice(part.Subtype));
            Output.Append(" NIL"u8);
        }
        else
        {
            // RFC 2045 §5.2: the type of a part that names none.
            Output.Append("\"text\" \"plain\" (\"charset\" \"us-ascii\")"u8);
        }
    }

    private void Encoding(in ScannedPart part)
    {
        switch (part.Encoding)
        {
            case TransferEncoding.SevenBit: Output.Append("\"7bit\""u8); break;
            case TransferEncoding.EightBit: Output.Append("\"8bit\""u8); break;
            case TransferEncoding.Binary: Output.Append("\"binary\""u8); break;
            case TransferEncoding.QuotedPrintable: Output.Append("\"quoted-printable\""u8); break;
            case TransferEncoding.Base64: Output.Append("\"base64\""u8); break;
            default: text.String(tree.Values.Slice(part.ContentTransferEncoding)); break;
        }
    }

    // body-fld-dsp [SP body-fld-lang [SP body-fld-loc]]        RFC 9051 §9
    private void EndExtension(in ScannedPart part, int start)
    {
        text.Space();
        if (part.ContentDisposition.IsPresent && parameters.ReadDisposition(tree.Values.Slice(part.ContentDisposition)))
        {
            Output.Append((byte)'(');
            text.String(parameters.Main);
            text.Space();
            Parameters();
            Output.Append((byte)')');
        }
        else
        {
            text.Nil();
        }

        text.Space();
        Languages(Value(part.ContentLanguage));
        text.Space();
        text.NString(Value(part.ContentLocation));

        Span<byte> cut = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(cut, start - _origin);
        BinaryPrimitives.WriteInt32LittleEndian(cut[4..], Output.Length - start);
        cuts.Append(cut);
    }

    // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil        RFC 9051 §9
    private void Parameters()
    {
        if (parameters.Parameters.Count == 0)
        {
            text.Nil();
            return;
        }

        var open = (byte)'(';
        foreach (var parameter in parameters.Parameters)
        {
            Output.Append(open);
            open = (byte)' ';
            var name = parameters.Text(parameter.Name);
            var value = parameters.Text(parameter.Value);
            if (parameter.Extended) Extended(name, value);
            else if (!Ascii.HasEightBit(value)) Pair(name, value);
            else EightBit(name, value);
        }

        Output.Append((byte)')');
    }

    private void Pair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        text.String(name);
        text.Space();
        text.Quoted(value);
    }

    // RFC 9051 §7.5.2: joined extended sections are given as "name*". Liberty: the value keeps its charset'language'percent form,
    // which is what that name promises to every client that decodes RFC 2231 §4.
    private void Extended(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _scratch.Clear();
        _scratch.Append(name);
        _scratch.Append((byte)'*');
        text.String(_scratch.Written);
        text.Space();
        text.String(value);
    }

    // RFC 6857 §3.2.3: 8-bit parameter values are shown to seven-bit clients in the extended form.
    private void EightBit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        text.MetEightBit = true;
        if (text.Utf8Form)
        {
            text.String(name);
            text.Space();
            text.String(value);
            return;
        }

        var utf8 = new ByteBuffer(value.Length * 2);
        RawText.AppendUtf8(value, utf8);
        _scratch.Clear();
        _scratch.Append(name);
        _scratch.Append((byte)'*');
        text.String(_scratch.Written);
        _scratch.Clear();
        _scratch.Append("utf-8''"u8);
        foreach (var octet in utf8.Written) ExtendedValue.AppendEncoded(octet, _scratch);
        text.Space();
        text.Quoted(_scratch.Written);
    }

    // body-fld-lang = nstring / "(" string *(SP string) ")"        RFC 9051 §9
    private void Languages(ScannedValue value)
    {
        var lexer = new MimeLexer(value.Octets);
        var count = 0;
        var start = Output.Length;
        Output.Append((byte)'(');
        while (!lexer.AtEnd)
        {
            lexer.SkipSpace();
            var tag = lexer.Token();
            if (!tag.IsEmpty)
            {
                if (count++ > 0) text.Space();
                text.String(tag);
            }

            if (tag.IsEmpty || !lexer.AtEnd) lexer.Skip();
        }

        if (count > 0)
        {
            Output.Append((byte)')');
            return;
        }

        Output.Truncate(start);
        text.Nil();
    }

    private ScannedValue Value(ByteRange range) => new(tree.Values.Slice(range), range.IsPresent);
}
