using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Culver.Connections;

/// <summary>The binary header (§2.2): signature, command, family, length, addresses, and type-length-value fields.</summary>
internal static class ProxyHeaderVersion2
{
    private const int FixedSize = 16;

    /// <summary>Certificates and tickets in the fields make headers of some kilobytes; more than this is no header.</summary>
    private const int Longest = 16 * 1024;

    private const byte TypeCrc32C = 0x03;
    private const byte TypeSsl = 0x20;
    private const byte SslVersion = 0x21;
    private const byte SslCipher = 0x23;
    private const byte ClientSsl = 0x01;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>The header's length, or <see langword="null"/> while too little has arrived to tell.</summary>
    public static int? Measure(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[FixedSize];
        var head = buffer.Slice(0, Math.Min(buffer.Length, FixedSize));
        head.CopyTo(start);
        start = start[..(int)head.Length];
        if (!start.StartsWith(Signature[..Math.Min(Signature.Length, start.Length)]))
            throw new ProxyHeaderException("the version 2 signature is wrong");
        if (start.Length < FixedSize)
            return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        return FixedSize + length <= Longest ? FixedSize + length : throw new ProxyHeaderException("the version 2 header is too long");
    }

    public static ProxyHeader Parse(ReadOnlySpan<byte> header)
    {
        var version = header[12] >> 4;
        var command = header[12] & 0x0F;
        if (version != 2)
            throw new ProxyHeaderException("the version is not 2");
        // §2.2: LOCAL: the rest is to be skipped, whatever it is.
        if (command == 0)
            return ProxyHeader.Local;
        if (command != 1)
            throw new ProxyHeaderException("the command is neither LOCAL nor PROXY");
        var body = header[FixedSize..];
        var (source, destination, size) = header[13] switch
        {
            0x11 => Inet(body, addressSize: 4),
            0x21 => Inet(body, addressSize: 16),
            // Unspecified, and unix sockets: the client is somewhere we cannot name.
            0x00 => (null, null, 0),
            0x31 or 0x32 => (null, null, 216),
            0x12 or 0x22 => throw new ProxyHeaderException("the protocol is a datagram one"),
            _ => throw new ProxyHeaderException("the address family is not known"),
        };
        if (body.Length < size)
            throw new ProxyHeaderException("the addresses are cut off");
        return new(IsLocal: false, source, destination, Fields(header, FixedSize + size));
    }

    private static (IPEndPoint? Source, IPEndPoint? Destination, int Size) Inet(ReadOnlySpan<byte> body, int addressSize)
    {
        var size = (2 * addressSize) + 4;
        if (body.Length < size)
            throw new ProxyHeaderException("the addresses are cut off");
        var ports = body[(2 * addressSize)..];
        return (
            new(new IPAddress(body[..addressSize]).Unmapped(), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new(new IPAddress(body[addressSize..(2 * addressSize)]).Unmapped(), BinaryPrimitives.ReadUInt16BigEndian(ports[2..])),
            size);
    }

    // pp2_tlv: type, length_hi, length_lo, value        §2.2.
    private static TlsDetails? Fields(ReadOnlySpan<byte> header, int start)
    {
        TlsDetails? tls = null;
        for (var at = start; at < header.Length;)
        {
            var (type, value) = Field(header, ref at);
            if (type == TypeCrc32C)
                Check(header, value, at - value.Length);
            else if (type == TypeSsl)
                tls = Ssl(value);
        }
        return tls;
    }

    private static (byte Type, byte[] Value) Field(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes.Length - at < 3)
            throw new ProxyHeaderException("a field is cut off");
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]);
        if (bytes.Length - at - 3 < length)
            throw new ProxyHeaderException("a field is cut off");
        var field = (bytes[at], bytes.Slice(at + 3, length).ToArray());
        at += 3 + length;
        return field;
    }

    // pp2_tlv_ssl: client, verify (four bytes), then fields of its own.        §2.2.6
    private static TlsDetails? Ssl(ReadOnlySpan<byte> value)
    {
        if (value.Length < 5)
            throw new ProxyHeaderException("the SSL field is cut off");
        if ((value[0] & ClientSsl) == 0)
            return null;
        var version = "TLS";
        var cipher = "";
        for (var at = 5; at < value.Length;)
        {
            var (type, text) = Field(value, ref at);
            if (type == SslVersion)
                version = Printable(text);
            else if (type == SslCipher)
                cipher = Printable(text);
        }
        return new(version, cipher, ApplicationProtocol: null, ServerName: null, ByProxy: true);
    }

    /// <summary>The texts reach logs and Received fields.</summary>
    private static string Printable(byte[] text) => string.Concat(Encoding.Latin1.GetString(text).Where(c => c is > ' ' and <= '~').Take(64));

    // §2.2.3: the checksum is that of the whole header with the checksum's own four bytes zero.
    private static void Check(ReadOnlySpan<byte> header, ReadOnlySpan<byte> checksum, int position)
    {
        if (checksum.Length != 4)
            throw new ProxyHeaderException("the checksum is malformed");
        var crc = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
            crc = System.Numerics.BitOperations.Crc32C(crc, i >= position && i < position + 4 ? (byte)0 : header[i]);
        if (~crc != BinaryPrimitives.ReadUInt32BigEndian(checksum))
            throw new ProxyHeaderException("the checksum is wrong");
    }
}
