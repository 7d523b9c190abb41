using Culver.Storage;

namespace Culver.Imap.Wire;

/// <summary>Sets of sequence numbers and UIDs. An empty one has no form on the wire, and writing it is our mistake.</summary>
internal static class SetWriting
{
    /// <summary>uid-set or sequence-set of these ranges.</summary>
    public static void NumberSet(this ImapWriter writer, NumberRanges numbers)
    {
        var set = new NumberSetWriter(writer);
        foreach (var range in numbers.Ranges)
        {
            set.Add(range.First, range.Last);
        }

        End(ref set);
    }

    /// <summary>uid-set of these UIDs.</summary>
    public static void NumberSet(this ImapWriter writer, UidSet uids)
    {
        var set = new NumberSetWriter(writer);
        foreach (var range in uids.Ranges)
        {
            set.Add(range.First.Value, range.Last.Value);
        }

        End(ref set);
    }

    /// <summary>uid-set or sequence-set of these numbers, in this order.</summary>
    public static void NumberSet(this ImapWriter writer, ReadOnlySpan<uint> numbers)
    {
        var set = new NumberSetWriter(writer);
        foreach (var number in numbers)
        {
            set.Add(number);
        }

        End(ref set);
    }

    private static void End(ref NumberSetWriter set)
    {
        if (!set.End())
        {
            throw new ArgumentException("An empty set has no form.");
        }
    }
}
