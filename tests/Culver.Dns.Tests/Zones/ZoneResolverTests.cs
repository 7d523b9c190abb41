using System.Net;
using Culver.Dns.Zones;

namespace Culver.Dns.Tests.Zones;

public sealed class ZoneResolverTests
{
    private static readonly ZoneResolver Zone = ZoneResolver.Parse("""
        $ORIGIN example.com
        @           3600 IN MX  10 mail
                    MX  20 backup.example.net.   ; the owner is that of the line above
        @           TXT "v=spf1 mx " "-all"
        @           TXT "quote \" and octet \233"
        mail        A   192.0.2.1
        mail        AAAA 2001:db8::1
        www         CNAME mail
        round       CNAME about
        about       CNAME round
        nothing     MX  0 .
        deep.under  A   192.0.2.2
        slow        TIMEOUT
        half        TXT "there"
        half        FAIL
        key         TIMEOUT TXT
        key         A   192.0.2.3
        _imaps._tcp SRV 0 1 993 mail
        $AUTHENTIC yes
        _25._tcp.signed TLSA 3 1 1 00FF 10
        signed      A   192.0.2.4
        crossing    CNAME mail
        """);

    [Fact]
    public async Task Records_are_found_with_their_data()
    {
        var mx = Assert.IsType<DnsAnswer<MxRecord>.Found>(await Ask<MxRecord>("EXAMPLE.com"));
        Assert.Equal([new MxRecord(10, DnsName.Parse("mail.example.com")), new MxRecord(20, DnsName.Parse("backup.example.net"))], mx.Records);
        Assert.Equal(["v=spf1 mx -all", "quote \" and octet \u00e9"], (await Ask<TxtRecord>("example.com")).Records.Select(static record => record.Text));
        Assert.True((await Ask<MxRecord>("nothing.example.com")).Records[0].Exchange.IsRoot);
        Assert.Equal(new SrvRecord(0, 1, 993, DnsName.Parse("mail.example.com")), (await Ask<SrvRecord>("_imaps._tcp.example.com")).Records[0]);
        Assert.Equal([0x00, 0xFF, 0x10], (await Ask<TlsaRecord>("_25._tcp.signed.example.com")).Records[0].Association);
    }

    [Fact]
    public async Task A_name_without_the_type_has_no_data_and_a_missing_name_does_not_exist()
    {
        Assert.IsType<DnsAnswer<MxRecord>.NoData>(await Ask<MxRecord>("mail.example.com"));
        Assert.IsType<DnsAnswer<MxRecord>.NoData>(await Ask<MxRecord>("under.example.com"));
        Assert.IsType<DnsAnswer<MxRecord>.NxDomain>(await Ask<MxRecord>("other.example.com"));
    }

    [Fact]
    public async Task Failures_are_temporary()
    {
        Assert.Equal(DnsFailure.Timeout, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await Ask<ARecord>("slow.example.com")).Reason);
        Assert.Equal(DnsFailure.ServerFailure, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await Ask<ARecord>("half.example.com")).Reason);
        Assert.IsType<DnsAnswer<TxtRecord>.Found>(await Ask<TxtRecord>("half.example.com"));
        Assert.IsType<DnsAnswer<TxtRecord>.TemporaryFailure>(await Ask<TxtRecord>("key.example.com"));
        Assert.IsType<DnsAnswer<ARecord>.Found>(await Ask<ARecord>("key.example.com"));
    }

    [Fact]
    public async Task Aliases_are_followed_and_a_round_of_them_ends()
    {
        var found = Assert.IsType<DnsAnswer<ARecord>.Found>(await Ask<ARecord>("www.example.com"));
        Assert.Equal(DnsName.Parse("mail.example.com"), found.Owner);
        Assert.Equal(DnsName.Parse("mail.example.com"), (await Ask<CnameRecord>("www.example.com")).Records[0].Target);
        Assert.Equal(DnsFailure.BadAnswer, Assert.IsType<DnsAnswer<ARecord>.TemporaryFailure>(await Ask<ARecord>("round.example.com")).Reason);
    }

    [Fact]
    public async Task A_chain_is_authentic_when_each_link_is()
    {
        Assert.True((await Ask<ARecord>("signed.example.com")).IsAuthentic);
        Assert.True((await Ask<MxRecord>("signed.example.com")).IsAuthentic);
        Assert.True((await Ask<CnameRecord>("crossing.example.com")).IsAuthentic);
        Assert.False((await Ask<ARecord>("crossing.example.com")).IsAuthentic);
        Assert.False((await Ask<ARecord>("mail.example.com")).IsAuthentic);
    }

    [Fact]
    public async Task Addresses_of_both_kinds_are_asked_for_together()
    {
        var both = await Zone.QueryAddressesAsync(DnsName.Parse("mail.example.com"), TestContext.Current.CancellationToken);
        Assert.Equal([IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")], both.Records);
        Assert.IsType<DnsAnswer<IPAddress>.NxDomain>(await Zone.QueryAddressesAsync(DnsName.Parse("no.example.com"), TestContext.Current.CancellationToken));
        Assert.IsType<DnsAnswer<IPAddress>.TemporaryFailure>(await Zone.QueryAddressesAsync(DnsName.Parse("slow.example.com"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("example.com A 2001:db8::1")]
    [InlineData("example.com TXT")]
    [InlineData("example.com TXT \"open")]
    [InlineData("example.com WKS 1")]
    public void A_line_that_is_not_understood_is_named(string line) =>
        Assert.Contains("Line 2", Assert.Throws<FormatException>(() => ZoneResolver.Parse("a.example A 192.0.2.1\n" + line)).Message);

    private static async Task<DnsAnswer<TRecord>> Ask<TRecord>(string name)
        where TRecord : class, IDnsRecord<TRecord> =>
        await Zone.QueryAsync<TRecord>(DnsName.Parse(name), TestContext.Current.CancellationToken);
}
