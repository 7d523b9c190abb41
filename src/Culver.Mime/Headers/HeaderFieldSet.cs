namespace Culver.Mime.Headers;

/// <summary>The field names of one HEADER.FIELDS request, made once and asked for every message.</summary>
public sealed class HeaderFieldSet
{
    private const int Lengths = 64;

    // By length, the last place for all that are longer: most fields of a message are ruled out by it, or by their first letter.
    private readonly byte[][]?[] _names = new byte[Lengths][][];

    /// <summary>Makes a set of the given names; they are compared without regard to ASCII case.</summary>
    public HeaderFieldSet(IEnumerable<ReadOnlyMemory<byte>> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var group in names.Select(name => name.ToArray()).GroupBy(name => Math.Min(name.Length, Lengths - 1)))
            _names[group.Key] = [.. group];
    }

    /// <summary>Makes a set of the given ASCII names.</summary>
    public HeaderFieldSet(params ReadOnlySpan<string> names)
        : this(names.ToArray().Select(static name => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(name)))
    {
    }

    /// <summary>Whether a field name is among them.</summary>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        if (_names[Math.Min(name.Length, Lengths - 1)] is not { } candidates) return false;
        foreach (var candidate in candidates)
        {
            // Two names of one length and without a first letter are the same.
            if (name.IsEmpty || (((name[0] ^ candidate[0]) & ~0x20) == 0 && Ascii.EqualsIgnoreCase(name, candidate))) return true;
        }

        return false;
    }
}
