namespace Culver.Dns.Wire;

/// <summary>Reads names that may be compressed (RFC 1035 §4.1.4).</summary>
internal static class NameReader
{
    /// <summary>Reads the name at an offset and moves the offset behind it. Every pointer must point before all that was read: a loop cannot be written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out DnsName name)
    {
        name = default;
        Span<byte> wire = stackalloc byte[DnsName.MaxLength];
        var length = 0;
        var at = offset;
        var lowest = offset;
        var after = -1;
        while (true)
        {
            if ((uint)at >= (uint)message.Length)
                return false;
            int label = message[at];
            if (label == 0)
            {
                wire[length++] = 0;
                break;
            }

            if (label >= 0xC0)
            {
                if (at + 1 >= message.Length)
                    return false;
                if (after < 0)
                    after = at + 2;
                // RFC 1035 §4.1.4: a pointer names a prior occurrence.
                var target = ((label & 0x3F) << 8) | message[at + 1];
                if (target >= lowest)
                    return false;
                at = lowest = target;
                continue;
            }

            // The two other high bits are reserved (RFC 1035) or withdrawn (RFC 6891 §5).
            if (label > DnsName.MaxLabel || length + 1 + label >= DnsName.MaxLength || at + 1 + label > message.Length)
                return false;
            message.Slice(at, 1 + label).CopyTo(wire[length..]);
            length += 1 + label;
            at += 1 + label;
        }

        offset = after >= 0 ? after : at + 1;
        name = DnsName.Render(wire[..length]);
        return true;
    }
}
