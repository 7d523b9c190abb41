using System.Buffers.Binary;
using System.Numerics;
using Culver.Storage.Sqlite.Accounts;

namespace Culver.Storage.Sqlite.Packs;

/// <summary>
/// Up to 64 rows of a mailbox as one blob (ADR 12): a header and entries of one width, ascending by UID. Rules it upholds: what is read was written whole
/// (checksum); a pack never outgrows a page of the database; entries carry keywords only where one of them has any.
/// </summary>
/// <remarks>
/// Header: version (1), width of an entry (1), number of entries (2), CRC-32C of all else (4). Entry: UID (4), system flags (2), ModSeq (8), internal date with its
/// zone (8), when it was saved (8), size (8), key of the message (8), and in wide ones keywords (16). All little endian.
/// </remarks>
internal sealed class Pack
{
    /// <summary>The most entries. As many wide ones as a page of 4,096 octets takes whole, and the bits of a mask.</summary>
    public const int Most = 64;

    private const byte Version = 1;
    private const int Header = 8;
    private const int Narrow = 46;
    private const int Wide = Narrow + 16;

    private readonly byte[] _bytes = new byte[Header + (Most * Wide)];
    private int _width = Narrow;
    private ulong _dropped;

    /// <summary>Where it lies: the mailbox and its first UID when it was made. No entry is below.</summary>
    public long Key { get; private set; }

    /// <summary>How many entries it has, with those dropped since it was read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it is another than was read.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether nothing is left in it.</summary>
    public bool IsEmpty => BitOperations.PopCount(_dropped) == Count;

    /// <summary>The UID of the last entry.</summary>
    public Uid Last => UidAt(Count - 1);

    /// <summary>The key of the pack that begins with a UID of a mailbox.</summary>
    public static long KeyOf(long mailbox, Uid first) => (mailbox << 32) | first.Value;

    /// <summary>Takes up what is stored.</summary>
    /// <exception cref="StorageUnavailableException">It is damaged, or of a newer version.</exception>
    public void Read(long key, ReadOnlySpan<byte> stored)
    {
        if (!TryRead(key, stored, out var isWhole) || !isWhole)
            throw new StorageUnavailableException("Rows of a mailbox are damaged: the account is to be checked and repaired.");
    }

    /// <summary>Takes up what is stored as far as it can be told apart.</summary>
    /// <param name="key">Where it lies.</param>
    /// <param name="stored">What lies there.</param>
    /// <param name="isWhole">Whether it is what was written.</param>
    /// <returns>Whether it has entries, whatever is in them.</returns>
    public bool TryRead(long key, ReadOnlySpan<byte> stored, out bool isWhole)
    {
        isWhole = false;
        if (stored.Length < Header || stored[0] != Version || stored[1] is not (Narrow or Wide))
            return false;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(stored[2..]);
        if (count is 0 or > Most || stored.Length != Header + (count * stored[1]))
            return false;
        stored.CopyTo(_bytes);
        (Key, Count, _width, _dropped, IsChanged) = (key, count, stored[1], 0, false);
        isWhole = BinaryPrimitives.ReadUInt32LittleEndian(stored[4..]) == Checksum(stored) && UidAt(0).Value >= (uint)key;
        return true;
    }

    /// <summary>Begins an empty one.</summary>
    public void Begin(long mailbox, Uid first) => (Key, Count, _width, _dropped, IsChanged) = (KeyOf(mailbox, first), 0, Narrow, 0, true);

    /// <summary>What is to be stored. Entries that were dropped are gone from here on.</summary>
    public ReadOnlySpan<byte> Written()
    {
        Compact();
        var bytes = _bytes.AsSpan(0, Header + (Count * _width));
        bytes[0] = Version;
        bytes[1] = (byte)_width;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)Count);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Checksum(bytes));
        IsChanged = false;
        return bytes;
    }

    /// <summary>The UID of an entry.</summary>
    public Uid UidAt(int index) => new(BinaryPrimitives.ReadUInt32LittleEndian(Entry(index)));

    /// <summary>The flags of an entry.</summary>
    public FlagSet FlagsAt(int index)
    {
        var entry = Entry(index);
        var system = (SystemFlags)BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
        return new(system, entry.Length == Wide ? Bits128.ReadLittleEndian(entry[Narrow..]) : Bits128.Zero);
    }

    /// <summary>The change that touched an entry last.</summary>
    public ModSeq ModSeqAt(int index) => new(BinaryPrimitives.ReadInt64LittleEndian(Entry(index)[6..]));

    /// <summary>When the message was saved, in seconds.</summary>
    public long SavedAt(int index) => BinaryPrimitives.ReadInt64LittleEndian(Entry(index)[22..]);

    /// <summary>The size of the message.</summary>
    public long SizeAt(int index) => BinaryPrimitives.ReadInt64LittleEndian(Entry(index)[30..]);

    /// <summary>The key of the message.</summary>
    public long MessageAt(int index) => BinaryPrimitives.ReadInt64LittleEndian(Entry(index)[38..]);

    /// <summary>An entry for the index.</summary>
    public IndexRow IndexAt(int index, int flagSet)
    {
        var entry = Entry(index);
        return new(
            new(BinaryPrimitives.ReadUInt32LittleEndian(entry)),
            flagSet,
            new(BinaryPrimitives.ReadInt64LittleEndian(entry[6..])),
            ZonedTime.FromPacked(BinaryPrimitives.ReadInt64LittleEndian(entry[14..])),
            BinaryPrimitives.ReadInt64LittleEndian(entry[30..]),
            BinaryPrimitives.ReadInt64LittleEndian(entry[38..]));
    }

    /// <summary>All of an entry.</summary>
    public MessageRow RowAt(int index) => new(
        UidAt(index), ModSeqAt(index), FlagsAt(index), BinaryPrimitives.ReadInt64LittleEndian(Entry(index)[14..]), SavedAt(index), SizeAt(index), MessageAt(index));

    /// <summary>The first entry that is not below a UID; <see cref="Count"/> where all are.</summary>
    public int IndexOf(Uid uid)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (UidAt(middle) < uid)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Adds an entry, whose UID is above all others.</summary>
    public void Add(in MessageRow row)
    {
        if (!row.Flags.Keywords.IsZero)
            Widen();
        var entry = _bytes.AsSpan(Header + (Count++ * _width), _width);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, row.Uid.Value);
        BinaryPrimitives.WriteInt64LittleEndian(entry[14..], row.Date);
        BinaryPrimitives.WriteInt64LittleEndian(entry[22..], row.Saved);
        BinaryPrimitives.WriteInt64LittleEndian(entry[30..], row.Size);
        BinaryPrimitives.WriteInt64LittleEndian(entry[38..], row.Message);
        Change(Count - 1, row.Flags, row.ModSeq);
    }

    /// <summary>Gives an entry other flags.</summary>
    public void Change(int index, FlagSet flags, ModSeq modSeq)
    {
        if (!flags.Keywords.IsZero)
            Widen();
        var entry = Entry(index);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], checked((ushort)flags.System));
        BinaryPrimitives.WriteInt64LittleEndian(entry[6..], modSeq.Value);
        if (entry.Length == Wide)
            flags.Keywords.WriteLittleEndian(entry[Narrow..]);
        IsChanged = true;
    }

    /// <summary>Takes an entry out; the others keep their places until it is written.</summary>
    public void Drop(int index)
    {
        _dropped |= 1UL << index;
        IsChanged = true;
    }

    private Span<byte> Entry(int index) => _bytes.AsSpan(Header + (index * _width), _width);

    private void Widen()
    {
        if (_width == Wide)
            return;
        // From the last on: each goes where only those above it were.
        for (var i = Count - 1; i >= 0; i--)
        {
            _bytes.AsSpan(Header + (i * Narrow), Narrow).CopyTo(_bytes.AsSpan(Header + (i * Wide)));
            _bytes.AsSpan(Header + (i * Wide) + Narrow, Wide - Narrow).Clear();
        }

        _width = Wide;
    }

    private void Compact()
    {
        if (_dropped == 0)
            return;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if ((_dropped & (1UL << i)) == 0)
                Entry(i).CopyTo(Entry(kept++));
        }

        (Count, _dropped) = (kept, 0);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        bytes = bytes[Header..];
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var octet in bytes)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
