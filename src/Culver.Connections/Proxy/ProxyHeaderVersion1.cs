using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Connections;

/// <summary>The human-readable header: <c>PROXY TCP4 192.0.2.1 198.51.100.1 56324 143</c> CRLF (§2.1).</summary>
internal static class ProxyHeaderVersion1
{
    /// <summary>§2.1: the longest line, CRLF included.</summary>
    private const int Longest = 107;

    /// <summary>The header's length, or <see langword="null"/> while its end has not arrived.</summary>
    public static int? Measure(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Longest];
        var head = buffer.Slice(0, Math.Min(buffer.Length, Longest));
        head.CopyTo(start);
        start = start[..(int)head.Length];
        // Nonsense is refused at its first wrong byte, not when the line is full.
        var prefix = "PROXY "u8;
        if (!start.StartsWith(prefix[..Math.Min(prefix.Length, start.Length)]))
            throw new ProxyHeaderException("it does not begin with PROXY");
        var end = start.IndexOf("\r\n"u8);
        if (end >= 0)
            return end + 2;
        return start.Length < Longest ? null : throw new ProxyHeaderException("the version 1 line is too long");
    }

    public static ProxyHeader Parse(ReadOnlySpan<byte> line)
    {
        var words = Encoding.Latin1.GetString(line[..^2]).Split(' ');
        // §2.1: after UNKNOWN the rest of the line is ignored.
        if (words[1] is "UNKNOWN")
            return ProxyHeader.Unknown;
        var family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => throw new ProxyHeaderException("the protocol is not TCP4, TCP6 or UNKNOWN"),
        };
        if (words.Length != 6)
            throw new ProxyHeaderException("the version 1 line does not have six words");
        return new(IsLocal: false, new(Address(words[2], family), Port(words[4])), new(Address(words[3], family), Port(words[5])), Tls: null);
    }

    private static IPAddress Address(string text, AddressFamily family)
    {
        // The framework also reads short and hexadecimal IPv4 forms and scope ids; the header has none of them.
        var exact = family == AddressFamily.InterNetwork ? text.Count(c => c == '.') == 3 && text.All(c => char.IsAsciiDigit(c) || c == '.') : text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.');
        return exact && IPAddress.TryParse(text, out var address) && address.AddressFamily == family
            ? address.Unmapped()
            : throw new ProxyHeaderException("an address is malformed");
    }

    private static int Port(string text) =>
        text.Length is > 0 and <= 5 && (text.Length == 1 || text[0] != '0') && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new ProxyHeaderException("a port is malformed");
}
