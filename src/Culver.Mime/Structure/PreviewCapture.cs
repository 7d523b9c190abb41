using System.Buffers;
using Culver.Mime.Buffers;
using Culver.Mime.Headers;
using Culver.Mime.Scanning;
using Culver.Mime.Text;
using Culver.Mime.Transfer;

namespace Culver.Mime.Structure;

/// <summary>Keeps the beginning of the first text parts as they pass, and makes the preview of the first that says anything.</summary>
internal sealed class PreviewCapture(MimeLimits limits)
{
    // Messages with hundreds of empty text parts exist only to cost something.
    private const int MaxAttempts = 8;
    private const int MaxPlainOctets = 16 * 1024;

    private readonly ByteBuffer _octets = new(1024);
    private readonly ByteBuffer _text = new(256);
    private readonly MimeParameters _parameters = new();
    private readonly ByteBuffer _plain = new(512);
    private readonly ArrayBufferWriter<char> _chars = new();
    private int _part = -1;
    private int _attempts;
    private int _limit;
    private bool _isHtml;

    public ReadOnlySpan<byte> Text => _text.Written;

    public void Clear()
    {
        _octets.Clear();
        _text.Clear();
        _part = -1;
        _attempts = 0;
    }

    public void Open(ScannedTree tree, int index)
    {
        if (_text.Length > 0 || _attempts >= MaxAttempts) return;
        ref var part = ref tree[index];
        var subtype = tree.Values.Slice(part.Subtype);
        if (part.Type.IsPresent && !tree.Values.Slice(part.Type).SequenceEqual("text"u8)) return;
        _isHtml = subtype.SequenceEqual("html"u8);
        if (!_isHtml && part.Subtype.IsPresent && !subtype.SequenceEqual("plain"u8) && !subtype.SequenceEqual("enriched"u8)) return;
        if (part.ContentDisposition.IsPresent && Ascii.StartsWithIgnoreCase(tree.Values.Slice(part.ContentDisposition), "attachment"u8)) return;
        _part = index;
        _attempts++;
        _limit = _isHtml ? limits.MaxPreviewOctets : Math.Min(limits.MaxPreviewOctets, MaxPlainOctets);
        _octets.Clear();
    }

    public void Take(ReadOnlySpan<byte> octets)
    {
        if (_part >= 0 && _octets.Length < _limit) _octets.AppendUpTo(octets, _limit);
    }

    public void Close(ScannedTree tree, int index)
    {
        if (index != _part) return;
        _part = -1;
        if (_octets.Length == 0) return;
        ref var part = ref tree[index];
        _chars.ResetWrittenCount();
        Decode(Octets(part), CharsetOf(tree, part));
        Span<char> preview = stackalloc char[PreviewText.MaxUnits];
        var length = _isHtml ? FromHtml(_chars.WrittenSpan, preview) : PreviewText.FromPlain(_chars.WrittenSpan, preview);
        System.Text.EncodingExtensions.GetBytes(System.Text.Encoding.UTF8, preview[..length], _text);
    }

    /// <summary>The octets without their transfer encoding; those that have none as they are.</summary>
    private ReadOnlySpan<byte> Octets(in ScannedPart part)
    {
        if (part.Encoding is TransferEncoding.SevenBit or TransferEncoding.EightBit or TransferEncoding.Binary or TransferEncoding.Unknown)
            return _octets.Written;
        _plain.Clear();
        TransferDecoder.TryCreate(part.Encoding, out var transfer);
        transfer.Decode(_octets.Written, _plain);
        if (_octets.Length < _limit) transfer.Flush(_plain);
        return _plain.Written;
    }

    /// <summary>Most texts are ASCII and say so, or say UTF-8: those need no decoder.</summary>
    private void Decode(ReadOnlySpan<byte> octets, Charset charset)
    {
        if ((ReferenceEquals(charset, Charsets.Unlabelled) || ReferenceEquals(charset, Charsets.Utf8)) && System.Text.Ascii.IsValid(octets))
        {
            var written = System.Text.Encoding.ASCII.GetChars(octets, _chars.GetSpan(octets.Length));
            _chars.Advance(written);
            return;
        }

        charset.CreateDecoder().Decode(octets, flush: false, _chars);
    }

    private Charset CharsetOf(ScannedTree tree, in ScannedPart part)
    {
        if (!part.ContentType.IsPresent || !_parameters.ReadContentType(tree.Values.Slice(part.ContentType)) ||
            !_parameters.TryFind("charset"u8, out var parameter)) return Charsets.Unlabelled;
        Charsets.TryGet(_parameters.Text(parameter.Value), out var charset);
        return charset;
    }

    private static int FromHtml(ReadOnlySpan<char> html, Span<char> preview)
    {
        var text = new ArrayBufferWriter<char>(html.Length);
        var reader = new HtmlText();
        reader.Write(html, text);
        reader.Flush(text);
        return PreviewText.FromHtml(text.WrittenSpan, preview);
    }
}
