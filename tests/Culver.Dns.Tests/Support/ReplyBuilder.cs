using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Culver.Dns.Tests.Support;

/// <summary>Writes what a name server would send.</summary>
internal sealed class ReplyBuilder
{
    private readonly List<byte> _octets;

    private ReplyBuilder(byte[] header) => _octets = [.. header];

    /// <summary>A reply to a query: same id, same question; RA set.</summary>
    public static ReplyBuilder To(ReadOnlySpan<byte> query, int code = 0, bool authentic = false, bool truncated = false, bool recursion = true)
    {
        var end = 12;
        while (query[end] != 0)
            end += query[end] + 1;
        var reply = query[..(end + 5)].ToArray();
        reply[2] = (byte)(0x81 | (truncated ? 2 : 0));
        reply[3] = (byte)((recursion ? 0x80 : 0) | (authentic ? 0x20 : 0) | code);
        reply[11] = 0;
        return new(reply);
    }

    public static byte[] Name(string name)
    {
        var wire = new byte[255];
        return wire[..DnsName.Parse(name).WriteTo(wire)];
    }

    public ReplyBuilder Answer(string owner, DnsRecordType type, uint life, params byte[] data) => Record(7, owner, type, life, data);

    public ReplyBuilder A(string owner, string address, uint life = 300) => Answer(owner, DnsRecordType.A, life, IPAddress.Parse(address).GetAddressBytes());

    public ReplyBuilder Cname(string owner, string target, uint life = 300) => Answer(owner, DnsRecordType.Cname, life, Name(target));

    public ReplyBuilder Mx(string owner, ushort preference, string exchange, uint life = 300) =>
        Answer(owner, DnsRecordType.Mx, life, [(byte)(preference >> 8), (byte)preference, .. Name(exchange)]);

    public ReplyBuilder Txt(string owner, params string[] strings) =>
        Answer(owner, DnsRecordType.Txt, 300, [.. strings.SelectMany(static text => Encoding.Latin1.GetBytes(text).Prepend((byte)text.Length))]);

    public ReplyBuilder Soa(string zone, uint life, uint minimum)
    {
        var last = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(last, minimum);
        return Record(9, zone, DnsRecordType.Soa, life, [.. Name("ns." + zone), .. Name("root." + zone), .. new byte[16], .. last]);
    }

    /// <summary>An OPT record with the upper bits of the code (RFC 6891 §6.1.3).</summary>
    public ReplyBuilder Extended(byte code)
    {
        _octets[11]++;
        _octets.AddRange([0, 0, 41, 0x04, 0xD0, code, 0, 0, 0, 0, 0]);
        return this;
    }

    public byte[] Build() => [.. _octets];

    private ReplyBuilder Record(int counter, string owner, DnsRecordType type, uint life, byte[] data)
    {
        _octets[counter]++;
        var head = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        head[3] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), life);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)data.Length);
        _octets.AddRange([.. Name(owner), .. head, .. data]);
        return this;
    }
}
