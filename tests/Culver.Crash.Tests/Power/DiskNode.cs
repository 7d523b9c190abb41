namespace Culver.Crash.Tests.Power;

/// <summary>A file or a folder of the modelled disk.</summary>
internal sealed class DiskNode(bool isFolder)
{
    private readonly List<DiskWrite> _pending = [];
    private readonly Random _dice = new(1);

    public bool IsFolder { get; } = isFolder;

    /// <summary>The octets that outlast a power failure.</summary>
    public DiskBytes Durable { get; } = new();

    /// <summary>The names in a folder that outlast a power failure.</summary>
    public Dictionary<string, DiskNode> DurableNames { get; } = new(StringComparer.Ordinal);

    /// <summary>The names in a folder as programs see them.</summary>
    public Dictionary<string, DiskNode> Names { get; } = new(StringComparer.Ordinal);

    public void Write(DiskWrite write) => _pending.Add(write);

    /// <summary>All that was written is durable.</summary>
    public void Sync()
    {
        foreach (var write in _pending)
            Durable.Apply(write);
        _pending.Clear();
    }

    /// <summary>Some of what waited is durable; the rest will not be unless it is written again, though programs still read it.</summary>
    public void FailSync()
    {
        foreach (var write in _pending)
        {
            if (_dice.Next(2) == 0)
                Durable.Apply(write);
        }

        _pending.Clear();
    }

    /// <summary>
    /// What a power failure leaves of the file: what is durable, and of the rest nothing, all, the first of it, or any of it, a write
    /// in part where the disk stopped between two sectors.
    /// </summary>
    public byte[] Fail(Random random)
    {
        if (_pending.Count == 0)
            return Durable.ToArray();
        var left = Durable.Clone();
        var way = random.Next(4);
        var first = random.Next(_pending.Count + 1);
        for (var i = 0; i < _pending.Count; i++)
        {
            var write = _pending[i];
            switch (way)
            {
                case 1:
                case 2 when i < first:
                    left.Apply(write);
                    break;
                case 2 when i == first:
                    Tear(left, write, random);
                    break;
                case 3 when random.Next(2) == 0:
                    Tear(left, write, random);
                    break;
                default:
                    break;
            }
        }

        return left.ToArray();
    }

    private static void Tear(DiskBytes bytes, DiskWrite write, Random random)
    {
        const int Sector = 512;
        if (write.Bytes is not { } all)
        {
            bytes.Apply(write);
            return;
        }

        for (var from = 0; from < all.Length;)
        {
            var length = (int)Math.Min(Sector - ((write.Offset + from) % Sector), all.Length - from);
            if (random.Next(2) == 0)
                bytes.Apply(new(write.Offset + from, all.Slice(from, length)));
            from += length;
        }
    }
}
