using System.Buffers.Binary;

namespace Culver.Dns.Wire;

/// <summary>The octets of a question (RFC 1035 §4.1).</summary>
internal static class DnsQuery
{
    // A size that no path fragments (RFC 9715 §3.1).
    public const int DatagramSize = 1232;

    public static byte[] Write(ushort id, DnsQuestion question, bool withExtensions)
    {
        Span<byte> query = stackalloc byte[12 + DnsName.MaxLength + 4 + 11];
        BinaryPrimitives.WriteUInt16BigEndian(query, id);
        // RD asks the server to do the work. RFC 6840 §5.7: AD says that we understand AD in the answer.
        query[2] = 0x01;
        query[3] = 0x20;
        query[5] = 1;
        query[11] = withExtensions ? (byte)1 : (byte)0;
        var length = 12 + question.Name.WriteTo(query[12..]);
        BinaryPrimitives.WriteUInt16BigEndian(query[length..], (ushort)question.Type);
        query[length + 3] = 1;
        length += 4;
        if (withExtensions)
        {
            // RFC 6891 §6.1.2: the root's OPT, the size we take, no options, version 0.
            query[length + 2] = 41;
            BinaryPrimitives.WriteUInt16BigEndian(query[(length + 3)..], DatagramSize);
            length += 11;
        }

        return query[..length].ToArray();
    }
}
