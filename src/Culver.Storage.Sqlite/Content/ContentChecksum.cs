using System.Buffers.Binary;
using System.Numerics;

namespace Culver.Storage.Sqlite.Content;

/// <summary>
/// CRC-32C (by Castagnoli's polynomial, as iSCSI has it) of octets as they pass: it sees what a disk or memory changed later, and processors have an
/// instruction for it. It is stored, so it never changes.
/// </summary>
internal struct ContentChecksum
{
    // Complemented, so that what begins as zero is the state at the beginning.
    private uint _state;

    /// <summary>Of all octets so far; never 0, which stands for "there is none".</summary>
    public readonly uint Value => _state == 0 ? uint.MaxValue : _state;

    /// <summary>Takes more octets.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        var crc = ~_state;
        for (; octets.Length >= sizeof(ulong); octets = octets[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        foreach (var octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        _state = ~crc;
    }

    /// <summary>That of octets which are all there.</summary>
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var checksum = default(ContentChecksum);
        checksum.Add(octets);
        return checksum.Value;
    }
}
