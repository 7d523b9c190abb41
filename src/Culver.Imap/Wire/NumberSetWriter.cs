namespace Culver.Imap.Wire;

/// <summary>
/// Writes a set while its numbers come, without gathering them: neighbours in rising order become ranges. Numbers in any
/// other order are kept in it, as COPYUID needs. Call <see cref="End"/> once at the end.
/// </summary>
internal ref struct NumberSetWriter(ImapWriter writer)
{
    private uint first;
    private uint last;
    private bool any;

    /// <summary>The next number; not zero.</summary>
    public void Add(uint number) => Add(number, number);

    /// <summary>The next range; its ends in order and not zero.</summary>
    public void Add(uint from, uint to)
    {
        ArgumentOutOfRangeException.ThrowIfZero(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        if (first != 0 && from == (ulong)last + 1)
        {
            last = to;
            return;
        }

        Range();
        first = from;
        last = to;
    }

    /// <summary>Writes what is left, and says whether there was any number: an empty set has no form on the wire.</summary>
    public bool End()
    {
        Range();
        first = 0;
        return any;
    }

    private void Range()
    {
        if (first == 0)
        {
            return;
        }

        if (any)
        {
            writer.Octet((byte)',');
        }

        any = true;
        writer.Number((ulong)first);
        if (last != first)
        {
            writer.Octet((byte)':');
            writer.Number((ulong)last);
        }
    }
}
