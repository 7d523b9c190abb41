using System.Buffers.Binary;

namespace Culver.Storage.Sqlite.Content;

/// <summary>
/// What every stored blob begins with: format version, codec, key id, block size, raw size. Compression and encryption at rest need
/// no migration: they are other codecs and keys. Today there is codec 0, the bytes as they are, and key 0, none.
/// </summary>
internal static class BlobEnvelope
{
    /// <summary>Its length in octets.</summary>
    public const int Length = 16;

    private const byte Version = 1;

    /// <summary>Writes the envelope of <paramref name="rawSize"/> octets stored as they are.</summary>
    public static void Write(Span<byte> envelope, long rawSize)
    {
        envelope[..Length].Clear();
        envelope[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(envelope[8..], rawSize);
    }

    /// <summary>Reads an envelope and returns the raw size.</summary>
    /// <exception cref="StorageUnavailableException">It is damaged, or of a newer version.</exception>
    public static long Read(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < Length || blob[0] != Version || blob[1] != 0 || blob[2] != 0)
            throw new StorageUnavailableException("A stored blob is damaged or of a newer version.");
        return BinaryPrimitives.ReadInt64LittleEndian(blob[8..]);
    }

    /// <summary>What a blob that is whole in memory holds.</summary>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> blob)
    {
        var size = Read(blob);
        return size == blob.Length - Length ? blob[Length..] : throw new StorageUnavailableException("A stored blob has not the length it names.");
    }
}
