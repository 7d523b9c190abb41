using System.Buffers.Binary;

namespace Culver.Storage.Sqlite.Content;

/// <summary>
/// What every stored blob begins with: format version, codec, key id, block size (an octet each), a checksum of what follows (four octets, 0 for
/// none), raw size (eight). Compression and encryption at rest need no migration: they are other codecs and keys. Today there is codec 0, the bytes
/// as they are, and key 0, none. The checksum is of the octets as they are stored; blobs of the first programs have none. Reading does not
/// compare it: the check does.
/// </summary>
internal static class BlobEnvelope
{
    /// <summary>Its length in octets.</summary>
    public const int Length = 16;

    private const byte Version = 1;

    /// <summary>Writes the envelope of <paramref name="rawSize"/> octets stored as they are.</summary>
    public static void Write(Span<byte> envelope, long rawSize, uint checksum)
    {
        envelope[..Length].Clear();
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(envelope[4..], checksum);
        BinaryPrimitives.WriteInt64LittleEndian(envelope[8..], rawSize);
    }

    /// <summary>The stored form of some octets.</summary>
    public static byte[] Around(ReadOnlySpan<byte> octets)
    {
        var blob = new byte[Length + octets.Length];
        Write(blob, octets.Length, ContentChecksum.Of(octets));
        octets.CopyTo(blob.AsSpan(Length));
        return blob;
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

    /// <summary>The same, compared with its checksum where it has one.</summary>
    /// <exception cref="StorageUnavailableException">It is damaged, or of a newer version.</exception>
    public static ReadOnlySpan<byte> OpenCompared(ReadOnlySpan<byte> blob)
    {
        var octets = Open(blob);
        return Checksum(blob) is not { } checksum || checksum == ContentChecksum.Of(octets)
            ? octets
            : throw new StorageUnavailableException("A stored blob is not as it was written.");
    }

    /// <summary>The checksum an envelope names; null when it was written without one.</summary>
    public static uint? Checksum(ReadOnlySpan<byte> envelope) =>
        BinaryPrimitives.ReadUInt32LittleEndian(envelope[4..]) is not 0 and var checksum ? checksum : null;
}
