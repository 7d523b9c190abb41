using System.Buffers;
using System.Buffers.Binary;
using Culver.Storage.Search;

namespace Culver.Storage.Sqlite.Search;

/// <summary>
/// The header fields of one name of the messages of a block, as they stand in each: where those of each message end, then all of them. A search for a sender reads a page or
/// two of a block instead of one for each message.
/// </summary>
internal readonly ref struct BlockFields
{
    private const uint Unknown = 0x8000_0000;
    private readonly ReadOnlySpan<byte> _stored;
    private readonly int _messages;

    /// <exception cref="StorageDamagedException">They are damaged.</exception>
    public BlockFields(ReadOnlySpan<byte> stored, int messages)
    {
        if (stored.Length < messages * sizeof(uint))
            throw Damage();
        _stored = stored;
        _messages = messages;
    }

    /// <summary>The row of a block's fields of one name.</summary>
    public static long RowOf(long block, int number) => (block * IndexedFields.Count) + number;

    /// <summary>Lays the fields of messages in order.</summary>
    /// <param name="fields">Of each message, as <see cref="IndexedFields.From"/> has them; null where they are not known.</param>
    /// <param name="number">Those of which name.</param>
    public static byte[] Write(IReadOnlyList<byte[]?> fields, int number)
    {
        var lines = new ArrayBufferWriter<byte>(fields.Count * 64);
        var ends = new byte[fields.Count * sizeof(uint)];
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is { } known)
                lines.Write(IndexedFields.Slice(known, number));
            BinaryPrimitives.WriteUInt32LittleEndian(ends.AsSpan(i * sizeof(uint)), (uint)lines.WrittenCount | (fields[i] is null ? Unknown : 0));
        }

        return [.. ends, .. lines.WrittenSpan];
    }

    /// <summary>The fields of the message at a place; false where they are not known.</summary>
    /// <exception cref="StorageDamagedException">They are damaged.</exception>
    public bool TryGet(int place, out ReadOnlySpan<byte> fields)
    {
        var end = End(place);
        var start = place == 0 ? 0 : End(place - 1) & ~Unknown;
        var lines = _stored[(_messages * sizeof(uint))..];
        if ((end & ~Unknown) < start || (end & ~Unknown) > lines.Length)
            throw Damage();
        fields = lines[(int)start..(int)(end & ~Unknown)];
        return (end & Unknown) == 0;
    }

    private uint End(int place) => BinaryPrimitives.ReadUInt32LittleEndian(_stored[(place * sizeof(uint))..]);

    private static StorageDamagedException Damage() => new("The header fields of a text index are damaged.");
}
