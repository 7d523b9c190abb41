using System.Buffers;

namespace Culver.Mime.Text;

/// <summary>A single-byte charset given by its 256 characters.</summary>
internal sealed class TableDecoder(string table) : CharsetDecoder
{
    public static string Table(ReadOnlySpan<char> upper, ReadOnlySpan<char> lowPairs = default)
    {
        var table = new char[256];
        for (var i = 0; i < 128; i++) table[i] = (char)i;
        for (var i = 0; i + 1 < lowPairs.Length; i += 2) table[lowPairs[i]] = lowPairs[i + 1];
        upper.CopyTo(table.AsSpan(128));
        return new string(table);
    }

    public override void Decode(ReadOnlySpan<byte> bytes, bool flush, IBufferWriter<char> output)
    {
        var span = output.GetSpan(bytes.Length);
        for (var i = 0; i < bytes.Length; i++) span[i] = table[bytes[i]];
        output.Advance(bytes.Length);
    }
}
