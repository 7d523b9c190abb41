using System.Buffers;
using Culver.Mime.Transfer;

namespace Culver.Mime.Text;

/// <summary>One text part on its way to folded text: transfer decoding, charset, HTML, fold; in pieces, with bounded buffers.</summary>
internal sealed class PartText
{
    private readonly IBufferWriter<byte> _output;
    private readonly TransferDecoder _transfer;
    private readonly CharsetDecoder _charset;
    private readonly HtmlText? _html;
    private readonly TextFolder _folder;
    private readonly ArrayBufferWriter<byte> _octets = new(4096);
    private readonly ArrayBufferWriter<char> _chars = new(4096);
    private readonly ArrayBufferWriter<char> _plain = new(4096);

    public PartText(MessagePart part, IBufferWriter<byte> output)
    {
        _output = output;
        TransferDecoder.TryCreate(part.Encoding, out _transfer);
        Charsets.TryGet(part.Charset ?? string.Empty, out var charset);
        _charset = charset.CreateDecoder();
        if (part.Subtype is "html" or "xhtml") _html = new HtmlText();
        _folder = new TextFolder(output);
    }

    public void Write(ReadOnlySpan<byte> octets)
    {
        _transfer.Decode(octets, _octets);
        Pass(flush: false);
    }

    public void Flush()
    {
        _transfer.Flush(_octets);
        Pass(flush: true);
        _folder.Flush();
        _output.Write("\n"u8);
    }

    private void Pass(bool flush)
    {
        _charset.Decode(_octets.WrittenSpan, flush, _chars);
        _octets.ResetWrittenCount();
        if (_html is null)
        {
            _folder.Write(_chars.WrittenSpan);
        }
        else
        {
            _html.Write(_chars.WrittenSpan, _plain);
            if (flush) _html.Flush(_plain);
            _folder.Write(_plain.WrittenSpan);
            _plain.ResetWrittenCount();
        }

        _chars.ResetWrittenCount();
    }
}
