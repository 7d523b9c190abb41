using System.Buffers;
using System.Buffers.Text;

namespace Culver.Mime.Transfer;

/// <summary>Base64 in lines of 76 characters (RFC 2045 §6.8), in pieces cut anywhere. CRLF stands between lines, not after the last.</summary>
public sealed class Base64LineEncoder
{
    // 57 octets make one line of 76 characters.
    private const int LineOctets = 57;
    private readonly byte[] _held = new byte[LineOctets];
    private int _count;
    private bool _started;

    /// <summary>Encodes the next octets.</summary>
    public void Encode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_count > 0)
        {
            var wanted = Math.Min(LineOctets - _count, input.Length);
            input[..wanted].CopyTo(_held.AsSpan(_count));
            _count += wanted;
            input = input[wanted..];
            if (_count < LineOctets) return;
            WriteLine(_held, output);
            _count = 0;
        }

        for (; input.Length >= LineOctets; input = input[LineOctets..]) WriteLine(input[..LineOctets], output);
        input.CopyTo(_held);
        _count = input.Length;
    }

    /// <summary>Writes the last line, with its padding.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_count > 0) WriteLine(_held.AsSpan(0, _count), output);
        _count = 0;
        _started = false;
    }

    private void WriteLine(ReadOnlySpan<byte> octets, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(80);
        var at = 0;
        if (_started)
        {
            "\r\n"u8.CopyTo(span);
            at = 2;
        }

        _started = true;
        Base64.EncodeToUtf8(octets, span[at..], out _, out var written);
        output.Advance(at + written);
    }
}
