using System.Buffers.Binary;
using Culver.Mime.Headers;

namespace Culver.Storage.Search;

/// <summary>
/// The header fields that SEARCH has keys for (RFC 9051 §6.4.4: FROM, TO, CC, BCC, SUBJECT), as an index keeps them of a message beside its text: for each name the fields of that
/// name as they stand in the message, in its order. What is looked for in one is decided by these as by the whole header, and they lie closer together. The form is
/// stored: to change it is to change <see cref="Version"/>.
/// </summary>
public static class IndexedFields
{
    /// <summary>Names the form; an index of another one is built anew.</summary>
    public const int Version = 1;

    /// <summary>How many names there are.</summary>
    public const int Count = 5;

    /// <summary>The number of a field's name; -1 for one that is not kept.</summary>
    public static int NumberOf(ReadOnlySpan<byte> name)
    {
        for (var number = 0; number < Count; number++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, Name(number)))
                return number;
        }

        return -1;
    }

    /// <summary>Takes them from a whole header: a length for each name, then the fields of each.</summary>
    public static byte[] From(ReadOnlySpan<byte> header)
    {
        Span<int> lengths = stackalloc int[Count];
        lengths.Clear();
        foreach (var field in new HeaderFields(header))
        {
            if (NumberOf(field.Name) is >= 0 and var number)
                lengths[number] += field.Raw.Length;
        }

        Span<int> at = stackalloc int[Count];
        var length = Count * sizeof(int);
        for (var number = 0; number < Count; number++)
        {
            at[number] = length;
            length += lengths[number];
        }

        var stored = new byte[length];
        for (var number = 0; number < Count; number++)
            BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(number * sizeof(int)), lengths[number]);
        foreach (var field in new HeaderFields(header))
        {
            if (NumberOf(field.Name) is not (>= 0 and var number))
                continue;
            field.Raw.CopyTo(stored.AsSpan(at[number]));
            at[number] += field.Raw.Length;
        }

        return stored;
    }

    /// <summary>The fields of one name.</summary>
    /// <exception cref="StorageDamagedException">What is stored is damaged.</exception>
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> stored, int number)
    {
        if (stored.Length < Count * sizeof(int))
            throw Damage();
        var start = (long)Count * sizeof(int);
        for (var before = 0; before < number; before++)
            start += BinaryPrimitives.ReadUInt32LittleEndian(stored[(before * sizeof(int))..]);
        var length = (long)BinaryPrimitives.ReadUInt32LittleEndian(stored[(number * sizeof(int))..]);
        return start + length <= stored.Length ? stored.Slice((int)start, (int)length) : throw Damage();
    }

    private static ReadOnlySpan<byte> Name(int number) => number switch
    {
        0 => "From"u8,
        1 => "To"u8,
        2 => "Cc"u8,
        3 => "Bcc"u8,
        _ => "Subject"u8,
    };

    private static StorageDamagedException Damage() => new("The header fields of a text index are damaged.");
}
