using System.Runtime.InteropServices;

namespace Culver.Storage.Sqlite.Search;

/// <summary>The messages of a block, ascending: their places are the bits of its signature.</summary>
internal sealed class TextBlock(long number, long[] messages)
{
    public long Number => number;

    public long[] Messages => messages;

    public static TextBlock Read(long number, ReadOnlySpan<byte> stored) => new(number, MemoryMarshal.Cast<byte, long>(stored).ToArray());

    public byte[] Write() => MemoryMarshal.AsBytes(messages.AsSpan()).ToArray();
}
