using System.Runtime.InteropServices;
using Culver.Storage.Search;

namespace Culver.Storage.Sqlite.Search;

/// <summary>The messages of a block, ascending: their places are the bits of its signature.</summary>
internal sealed class TextBlock(long number, long[] messages)
{
    public long Number => number;

    public long[] Messages => messages;

    /// <exception cref="StorageDamagedException">It is damaged.</exception>
    public static TextBlock Read(long number, ReadOnlySpan<byte> stored)
    {
        if (stored.Length is 0 or > TrigramSignature.Messages * sizeof(long) || stored.Length % sizeof(long) != 0)
            throw new StorageDamagedException("A block of the text index is damaged.");
        var messages = MemoryMarshal.Cast<byte, long>(stored).ToArray();
        for (var i = 1; i < messages.Length; i++)
        {
            // Found by halving.
            if (messages[i] <= messages[i - 1])
                throw new StorageDamagedException("A block of the text index is damaged.");
        }

        return new(number, messages);
    }

    public byte[] Write() => MemoryMarshal.AsBytes(messages.AsSpan()).ToArray();
}
