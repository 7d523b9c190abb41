namespace Culver.Mime.Headers;

/// <summary>The field names of one HEADER.FIELDS request, made once and asked for every message.</summary>
public sealed class HeaderFieldSet
{
    private readonly byte[][] _names;
    // One bit per name length below 64: most fields of a message are ruled out by it.
    private readonly ulong _lengths;

    /// <summary>Makes a set of the given names; they are compared without regard to ASCII case.</summary>
    public HeaderFieldSet(IEnumerable<ReadOnlyMemory<byte>> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names.Select(name => name.ToArray())];
        foreach (var name in _names) _lengths |= 1UL << Math.Min(name.Length, 63);
    }

    /// <summary>Makes a set of the given ASCII names.</summary>
    public HeaderFieldSet(params ReadOnlySpan<string> names)
    {
        _names = new byte[names.Length][];
        for (var i = 0; i < names.Length; i++)
        {
            _names[i] = System.Text.Encoding.UTF8.GetBytes(names[i]);
            _lengths |= 1UL << Math.Min(_names[i].Length, 63);
        }
    }

    /// <summary>Whether a field name is among them.</summary>
    public bool Contains(ReadOnlySpan<byte> name)
    {
        if ((_lengths & (1UL << Math.Min(name.Length, 63))) == 0) return false;
        foreach (var candidate in _names)
        {
            if (Ascii.EqualsIgnoreCase(name, candidate)) return true;
        }

        return false;
    }
}
