// Names as the DNS keeps them. Rules upheld:
// - A value always fits the wire: labels of 1 to 63 octets, 255 in all (RFC 1035 §2.3.4). What does not fit is not a name.
// - The text form is one-to-one with the wire form: an octet that could be misread is written \DDD (RFC 1035 §5.1), so that
//   an unescaped dot is always a border between labels.
// - Case is kept and never matters (RFC 4343).
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Dns;

/// <summary>A fully qualified domain name (RFC 1035 §3.1). Internationalized names are A-labels. The default value is the root.</summary>
public readonly record struct DnsName
{
    internal const int MaxLength = 255;
    internal const int MaxLabel = 63;

    // Without the final dot; null and empty are the root. Written by Render alone.
    private readonly string? _text;

    private DnsName(string text) => _text = text;

    /// <summary>How many labels the name has; the root has none.</summary>
    public int LabelCount => string.IsNullOrEmpty(_text) ? 0 : _text.AsSpan().Count('.') + 1;

    /// <summary>Whether this is the root, as in a null MX (RFC 7505).</summary>
    public bool IsRoot => string.IsNullOrEmpty(_text);

    /// <summary>The name without its first label; the root for the root.</summary>
    public DnsName Parent
    {
        get
        {
            var dot = _text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
            return dot < 0 ? default : new(_text![(dot + 1)..]);
        }
    }

    /// <summary>The first label as text; empty for the root.</summary>
    public string FirstLabel => _text is null ? "" : _text.Split('.', 2)[0];

    /// <summary>The name that is looked up for an address: <c>in-addr.arpa</c> (RFC 1035 §3.5) or <c>ip6.arpa</c> (RFC 3596 §2.5).</summary>
    public static DnsName Reverse(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var octets = address.GetAddressBytes();
        var text = new StringBuilder(74);
        for (var at = octets.Length - 1; at >= 0; at--)
        {
            if (address.AddressFamily == AddressFamily.InterNetwork)
                text.Append(CultureInfo.InvariantCulture, $"{octets[at]}.");
            else
                text.Append(CultureInfo.InvariantCulture, $"{octets[at] & 0xF:x}.{octets[at] >> 4:x}.");
        }

        return new(text.Append(address.AddressFamily == AddressFamily.InterNetwork ? "in-addr.arpa" : "ip6.arpa").ToString());
    }

    /// <summary>Reads a name, with or without the final dot; <c>\.</c> and <c>\DDD</c> stand for octets of a label. False when it is empty, too long, has an empty label, or is not ASCII.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DnsName name)
    {
        name = default;
        if (text is ".")
            return true;
        Span<byte> wire = stackalloc byte[MaxLength];
        var length = 1; // where the next octet goes; wire[start] holds the length of the label
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '.')
            {
                if (length == start + 1 || length >= MaxLength)
                    return false;
                wire[start] = (byte)(length - start - 1);
                start = length++;
                continue;
            }

            if (!TryOctet(text, ref at, out var octet) || length >= MaxLength || length - start > MaxLabel)
                return false;
            wire[length++] = octet;
        }

        if (text.IsEmpty || length >= MaxLength && length > start + 1)
            return false;
        if (length > start + 1)
        {
            wire[start] = (byte)(length - start - 1);
            start = length;
        }

        wire[start] = 0;
        name = Render(wire[..(start + 1)]);
        return true;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is not a domain name.</exception>
    public static DnsName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a domain name.");

    /// <summary>Puts labels before this name, as in <c>_dmarc</c>. False when the result is too long or the labels are none.</summary>
    public bool TryPrepend(string labels, out DnsName name) => TryParse(IsRoot ? labels : $"{labels}.{_text}", out name);

    /// <summary>Whether this name is the other or lies below it.</summary>
    public bool IsAtOrBelow(DnsName other)
    {
        if (other.IsRoot)
            return true;
        if (_text is null || !_text.EndsWith(other._text!, StringComparison.OrdinalIgnoreCase))
            return false;
        return _text.Length == other._text!.Length || _text[^(other._text.Length + 1)] == '.';
    }

    /// <summary>Equal without regard to the case of ASCII letters (RFC 4343).</summary>
    public bool Equals(DnsName other) => string.Equals(_text ?? "", other._text ?? "", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text ?? "");

    /// <summary>The name without its final dot; <c>.</c> for the root.</summary>
    public override string ToString() => IsRoot ? "." : _text!;

    // The octets must be a whole uncompressed name.
    internal static DnsName Render(ReadOnlySpan<byte> wire)
    {
        var text = new StringBuilder(wire.Length);
        while (wire[0] != 0)
        {
            if (text.Length > 0)
                text.Append('.');
            foreach (var octet in wire.Slice(1, wire[0]))
            {
                if (octet is > 0x20 and < 0x7F and not (byte)'.' and not (byte)'\\')
                    text.Append((char)octet);
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\{octet:d3}");
            }

            wire = wire[(1 + wire[0])..];
        }

        return new(text.ToString());
    }

    internal int WriteTo(Span<byte> wire)
    {
        var text = _text.AsSpan();
        var start = 0;
        var length = text.IsEmpty ? 0 : 1;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '.')
            {
                wire[start] = (byte)(length - start - 1);
                start = length++;
                continue;
            }

            _ = TryOctet(text, ref at, out wire[length++]);
        }

        if (length > 0)
            wire[start] = (byte)(length - start - 1);
        wire[length] = 0;
        return length + 1;
    }

    private static bool TryOctet(ReadOnlySpan<char> text, ref int at, out byte octet)
    {
        octet = (byte)text[at];
        if (text[at] is > '\x7E' or <= ' ')
            return false;
        if (text[at] != '\\')
            return true;
        if (++at >= text.Length)
            return false;
        if (!char.IsAsciiDigit(text[at]))
        {
            octet = (byte)text[at];
            return text[at] is <= '\x7E' and >= ' ';
        }

        if (at + 3 > text.Length || !byte.TryParse(text.Slice(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out octet))
            return false;
        at += 2;
        return true;
    }
}
