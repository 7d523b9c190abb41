using Culver.Dns.Tests.Support;
using Culver.Dns.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.Dns.Tests.Wire;

public sealed class HostileReplyTests
{
    private static readonly DnsName Name = DnsName.Parse("example.com");
    private static readonly byte[] Query = DnsQuery.Write(7, new(Name, DnsRecordType.Mx), withExtensions: true);

    private static readonly byte[] Whole = ReplyBuilder.To(Query).Cname("example.com", "a.example.com").Mx("a.example.com", 1, "b.example.com")
        .Txt("a.example.com", "some", "text").A("b.example.com", "192.0.2.1").Soa("example.com", 60, 60).Build();

    [Fact]
    public void The_reply_that_is_spoiled_below_is_one() => Assert.Equal(4, DnsReply.Read(Whole)!.Answers.Length);

    [Fact]
    public void Every_prefix_of_a_reply_is_refused()
    {
        for (var length = 0; length < Whole.Length; length++)
            Assert.Null(DnsReply.Read(Whole.AsMemory(0, length)));
    }

    [Fact]
    public void Any_octets_are_read_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static octets => ReadsOrRefuses([.. Whole.AsSpan(0, 12), .. octets]) && ReadsOrRefuses(octets)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reply_with_changed_octets_is_read_or_refused() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(NonNegativeInt At, byte Value)[]>(),
            static changes =>
            {
                byte[] spoiled = [.. Whole];
                foreach (var (at, value) in changes)
                    spoiled[at.Get * 31 % spoiled.Length] = value;
                return ReadsOrRefuses(spoiled);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0xC0, 12 })]
    [InlineData(new byte[] { 0xC0, 0x0E })]
    [InlineData(new byte[] { 0xC0, 0xFF })]
    [InlineData(new byte[] { 1, (byte)'a', 0xC0, 12 })]
    [InlineData(new byte[] { 0x40, 1 })]
    [InlineData(new byte[] { 0x80, 1 })]
    [InlineData(new byte[] { 5, 1, 2 })]
    public void A_name_that_points_at_itself_or_forward_or_nowhere_is_refused(byte[] name)
    {
        byte[] message = [.. new byte[12], .. name];
        var at = 12;
        Assert.False(NameReader.TryRead(message, ref at, out _));
    }

    [Fact]
    public void A_ladder_of_pointers_ends_at_the_longest_name()
    {
        // Each step points at the one before and adds a label: a name of any length, in few octets.
        List<byte> message = [.. new byte[12], 0];
        var previous = 12;
        for (var step = 0; step < 200; step++)
        {
            var at = message.Count;
            message.AddRange([1, (byte)'a', (byte)(0xC0 | (previous >> 8)), (byte)previous]);
            previous = at;
        }

        var start = previous;
        Assert.False(NameReader.TryRead(message.ToArray(), ref start, out _));
        start = 13 + (4 * 126);
        Assert.True(NameReader.TryRead(message.ToArray(), ref start, out var longest));
        Assert.Equal(127, longest.LabelCount);
    }

    [Fact]
    public void A_compressed_name_is_read_and_the_offset_is_behind_its_pointer()
    {
        byte[] message = [.. new byte[12], 3, (byte)'c', (byte)'o', (byte)'m', 0, 1, (byte)'a', 0xC0, 12, 99];
        var at = 17;
        Assert.True(NameReader.TryRead(message, ref at, out var name));
        Assert.Equal("a.com", name.ToString());
        Assert.Equal(21, at);
    }

    private static bool ReadsOrRefuses(byte[] octets)
    {
        _ = DnsReply.IsReplyTo(octets, 7, new(Name, DnsRecordType.Mx));
        if (DnsReply.Read(octets) is not { } reply)
            return true;
        _ = AnswerReader.IsReferral(reply);
        return Sane<MxRecord>(reply) && Sane<TxtRecord>(reply) && Sane<ARecord>(reply) && Sane<AaaaRecord>(reply)
            && Sane<CnameRecord>(reply) && Sane<PtrRecord>(reply) && Sane<SrvRecord>(reply) && Sane<TlsaRecord>(reply);
    }

    private static bool Sane<TRecord>(DnsReply reply)
        where TRecord : class, IDnsRecord<TRecord>
    {
        var answer = AnswerReader.Read<TRecord>(reply, Name, isAuthentic: false, out _);
        return answer is DnsAnswer<TRecord>.Found == !answer.Records.IsEmpty && answer.TimeToLive >= TimeSpan.Zero;
    }
}
