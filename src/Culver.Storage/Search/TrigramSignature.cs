using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Culver.Storage.Search;

/// <summary>
/// Which three-octet sequences occur in which of 256 messages: for each of 8192 slots, into which the sequences are hashed, a bit a
/// message. It can only say "not here": where the bit of one sequence of a needle is clear, the message does not hold the needle. Slots
/// are grouped in stripes, so that an engine reads only those a needle asks for. The form is stored: to change it is to change
/// <see cref="Version"/>.
/// </summary>
public static class TrigramSignature
{
    /// <summary>Names the form; an index of another one is built anew.</summary>
    public const int Version = 1;

    /// <summary>How many messages share a block.</summary>
    public const int Messages = 256;

    /// <summary>How many slots there are.</summary>
    public const int Slots = 8192;

    /// <summary>How many octets a slot has: a bit for each message.</summary>
    public const int SlotOctets = Messages / 8;

    /// <summary>How many slots make a stripe.</summary>
    public const int StripeSlots = 64;

    /// <summary>How many stripes there are.</summary>
    public const int Stripes = Slots / StripeSlots;

    /// <summary>How many octets a stripe has.</summary>
    public const int StripeOctets = StripeSlots * SlotOctets;

    /// <summary>How many octets a block has.</summary>
    public const int BlockOctets = Slots * SlotOctets;

    /// <summary>Notes the sequences of a text.</summary>
    /// <param name="block">The block, all its stripes in order.</param>
    /// <param name="message">The message's place in the block.</param>
    /// <param name="text">Its text.</param>
    public static void Add(Span<byte> block, int message, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, BlockOctets);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)message, (uint)Messages);
        var octet = message / 8;
        var bit = (byte)(1 << (message % 8));
        for (var i = 0; i + 2 < text.Length; i++)
            block[(SlotOf(text[i], text[i + 1], text[i + 2]) * SlotOctets) + octet] |= bit;
    }

    /// <summary>Marks a message as one that may hold anything.</summary>
    public static void AddAnything(Span<byte> block, int message)
    {
        var octet = message / 8;
        var bit = (byte)(1 << (message % 8));
        for (var slot = 0; slot < Slots; slot++)
            block[(slot * SlotOctets) + octet] |= bit;
    }

    /// <summary>The slots of a needle, ascending and distinct; none for one shorter than three octets, which may be anywhere.</summary>
    public static IReadOnlyList<int> SlotsOf(ReadOnlySpan<byte> needle)
    {
        var slots = new SortedSet<int>();
        for (var i = 0; i + 2 < needle.Length; i++)
            slots.Add(SlotOf(needle[i], needle[i + 1], needle[i + 2]));
        return [.. slots];
    }

    /// <summary>Clears in <paramref name="candidates"/> the messages that lack a slot.</summary>
    /// <param name="candidates">A bit a message, as in a slot.</param>
    /// <param name="stripe">The stripe the slot is in; empty for one without a bit.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>Whether any candidate is left.</returns>
    public static bool Keep(Span<byte> candidates, ReadOnlySpan<byte> stripe, int slot)
    {
        if (stripe.IsEmpty)
        {
            candidates.Clear();
            return false;
        }

        var left = MemoryMarshal.Cast<byte, ulong>(candidates);
        var any = 0UL;
        var bits = stripe.Slice(slot % StripeSlots * SlotOctets, SlotOctets);
        for (var i = 0; i < left.Length; i++)
            any |= left[i] &= MemoryMarshal.Read<ulong>(bits[(i * 8)..]);
        return any != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(byte first, byte second, byte third) =>
        // Knuth's multiplicative hash: the upper 13 bits.
        (int)((uint)(first | (second << 8) | (third << 16)) * 2654435761u >> 19);
}
