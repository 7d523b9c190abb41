// What a name server sent, read once. Rules upheld:
// - Nothing in the octets is believed before it was checked against the length; every loop ends with the octets.
// - A reply counts only for the question it repeats (RFC 5452 §9.1); id, name, type and class must be ours.
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Culver.Dns.Wire;

/// <summary>A reply whose sections were read.</summary>
internal sealed class DnsReply
{
    private const int Opt = 41;

    private DnsReply(ReadOnlyMemory<byte> message, ImmutableArray<ReplyRecord> answers, ImmutableArray<ReplyRecord> authority, int extendedCode)
    {
        Message = message;
        // RFC 6891 §6.1.3: the OPT record has the upper eight bits; without them BADVERS would look like no error.
        Code = (ReplyCode)((extendedCode << 4) | (message.Span[3] & 0x0F));
        Answers = answers;
        Authority = authority;
    }

    public ReadOnlyMemory<byte> Message { get; }

    public ImmutableArray<ReplyRecord> Answers { get; }

    public ImmutableArray<ReplyRecord> Authority { get; }

    public ReplyCode Code { get; }

    public bool IsTruncated => (Message.Span[2] & 0x02) != 0;

    public bool IsAuthoritative => (Message.Span[2] & 0x04) != 0;

    public bool RecursionAvailable => (Message.Span[3] & 0x80) != 0;

    public bool IsAuthentic => (Message.Span[3] & 0x20) != 0;

    /// <summary>Whether the octets are a reply to this question under this id; says nothing of the rest of them.</summary>
    public static bool IsReplyTo(ReadOnlySpan<byte> message, ushort id, DnsQuestion question)
    {
        if (!IsReply(message, id))
            return false;
        var at = 12;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1)
        {
            // Liberty, RFC 6891 §7: an old server that cannot read our extensions may send the header alone.
            return message.Length == 12 && (message[3] & 0x0F) is (int)ReplyCode.FormatError or (int)ReplyCode.NotImplemented;
        }

        return NameReader.TryRead(message, ref at, out var name) && name == question.Name && message.Length >= at + 4
            && BinaryPrimitives.ReadUInt16BigEndian(message[at..]) == (int)question.Type
            && BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]) == 1;
    }

    /// <summary>Reads the sections; null when the octets do not hold what the header announces, unless the reply says that it was cut.</summary>
    public static DnsReply? Read(ReadOnlyMemory<byte> message)
    {
        var octets = message.Span;
        if (octets.Length < 12)
            return null;
        var isCut = (octets[2] & 0x02) != 0;
        var at = 12;
        for (int questions = BinaryPrimitives.ReadUInt16BigEndian(octets[4..]); questions > 0; questions--)
        {
            if (!NameReader.TryRead(octets, ref at, out _) || octets.Length < at + 4)
                return null;
            at += 4;
        }

        var answers = ImmutableArray.CreateBuilder<ReplyRecord>();
        var authority = ImmutableArray.CreateBuilder<ReplyRecord>();
        var whole = ReadSection(octets, ref at, BinaryPrimitives.ReadUInt16BigEndian(octets[6..]), answers)
            && ReadSection(octets, ref at, BinaryPrimitives.ReadUInt16BigEndian(octets[8..]), authority);
        return whole || isCut ? new(message, answers.DrainToImmutable(), authority.DrainToImmutable(), whole ? ExtendedCode(octets, at) : 0) : null;
    }

    // Of the additional section only OPT is of interest; what cannot be read of it changes nothing.
    private static int ExtendedCode(ReadOnlySpan<byte> octets, int at)
    {
        for (int count = BinaryPrimitives.ReadUInt16BigEndian(octets[10..]); count > 0; count--)
        {
            if (!NameReader.TryRead(octets, ref at, out var owner) || octets.Length - at < 10)
                return 0;
            if (BinaryPrimitives.ReadUInt16BigEndian(octets[at..]) == Opt && owner.IsRoot)
                return octets[at + 4];
            at += 10 + BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 8)..]);
        }

        return 0;
    }

    // RR = NAME TYPE CLASS TTL RDLENGTH RDATA        RFC 1035 §4.1.3
    private static bool ReadSection(ReadOnlySpan<byte> octets, ref int at, int count, ImmutableArray<ReplyRecord>.Builder records)
    {
        for (; count > 0; count--)
        {
            if (!NameReader.TryRead(octets, ref at, out var owner) || octets.Length - at < 10)
                return false;
            var type = BinaryPrimitives.ReadUInt16BigEndian(octets[at..]);
            var @class = BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 2)..]);
            var life = BinaryPrimitives.ReadUInt32BigEndian(octets[(at + 4)..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(octets[(at + 8)..]);
            at += 10;
            if (octets.Length - at < length)
                return false;
            // RFC 2181 §8: with the highest bit set it means zero.
            records.Add(new(owner, type, @class, TimeSpan.FromSeconds(life > int.MaxValue ? 0 : life), at, length));
            at += length;
        }

        return true;
    }

    // QR set, OPCODE a standard query.
    private static bool IsReply(ReadOnlySpan<byte> message, ushort id) =>
        message.Length >= 12 && BinaryPrimitives.ReadUInt16BigEndian(message) == id && (message[2] & 0xF8) == 0x80;
}
