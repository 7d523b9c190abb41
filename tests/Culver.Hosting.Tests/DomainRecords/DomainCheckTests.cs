using System.Collections.Immutable;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.MailAuth.Spf;
using Microsoft.Extensions.Options;
using Xunit;

namespace Culver.Hosting.Tests.DomainRecords;

public sealed class DomainCheckTests
{
    private const string Key = "v=DKIM1; k=rsa; p=QUJD";

    private const string Whole = """
        $AUTHENTIC yes
        example.com MX 10 mail.example.com
        example.com TXT "v=spf1 mx -all"
        example.com TXT "something else"
        mail.example.com A 192.0.2.1
        mail.example.com AAAA 2001:db8::1
        1.2.0.192.in-addr.arpa PTR mail.example.com
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR mail.example.com
        s1._domainkey.example.com TXT "v=DKIM1;k=rsa;" " p=QUJD"
        _dmarc.example.com TXT "v=DMARC1; p=reject"
        _mta-sts.example.com TXT "v=STSv1; id=1;"
        _smtp._tls.example.com TXT "v=TLSRPTv1; rua=mailto:postmaster@example.com"
        _smtp._tls.example.com TXT "of something else"
        _25._tcp.mail.example.com TLSA 3 1 1 00112233
        _submissions._tcp.example.com SRV 0 1 465 mail.example.com
        _submission._tcp.example.com SRV 0 1 587 mail.example.com
        _imaps._tcp.example.com SRV 0 1 993 mail.example.com
        _imap._tcp.example.com SRV 0 0 0 .
        _pop3s._tcp.example.com SRV 0 1 995 mail.example.com
        _pop3._tcp.example.com SRV 0 0 0 .
        """;

    [Fact]
    public async Task A_domain_that_has_all_is_good_throughout()
    {
        var rows = await CheckAsync(Whole);
        Assert.All(rows, static row => Assert.True(row.State == "good", $"{row.Name} {row.Type}: {row.State}, {row.Note}"));
        Assert.Equal(
            ["MX", "A/AAAA", "PTR", "PTR", "TXT", "TXT", "TXT", "TXT", "TXT", "TLSA", "SRV", "SRV", "SRV", "SRV", "SRV", "SRV"],
            rows.Select(static row => row.Type));
    }

    [Fact]
    public async Task An_empty_domain_is_told_what_it_should_have()
    {
        var rows = await CheckAsync("other.example A 192.0.2.9");
        Assert.Equal("10 mail.example.com.", Row(rows, "example.com", "MX").Expected);
        Assert.Equal("missing", Row(rows, "example.com", "TXT").State);
        Assert.Equal($"\"{Key}\"", Row(rows, "s1._domainkey.example.com", "TXT").Expected);
        Assert.Equal("advised", Row(rows, "_mta-sts.example.com", "TXT").State);
        Assert.Equal("3 1 1 00112233", Row(rows, "_25._tcp.mail.example.com", "TLSA").Expected);
        Assert.Equal("0 1 993 mail.example.com.", Row(rows, "_imaps._tcp.example.com", "SRV").Expected);
        Assert.Equal("10 1 143 mail.example.com.", Row(rows, "_imap._tcp.example.com", "SRV").Expected);
        Assert.Equal("20 1 995 mail.example.com.", Row(rows, "_pop3s._tcp.example.com", "SRV").Expected);
    }

    [Theory]
    [InlineData("example.com MX 10 mail.example.com", "example.com MX 10 old.example.net", "example.com", "MX", "none leads to mail.example.com")]
    [InlineData("v=spf1 mx -all", "v=spf1 ip4:192.0.2.1 -all", "example.com", "TXT", "for 2001:db8::1 it says fail")]
    [InlineData("v=spf1 mx -all", "v=spf1 mxx -all", "example.com", "TXT", "for 2001:db8::1 it says permerror: example.com: 'mxx' is not understood")]
    [InlineData("p=QUJD", "p=REVG", "s1._domainkey.example.com", "TXT", "it is another key than the one that signs")]
    [InlineData("of something else", "v=TLSRPTv1; rua=mailto:other@example.com", "_smtp._tls.example.com", "TXT", "it is not one TLSRPT record")]
    [InlineData("v=DMARC1; p=reject", "v=DMARC1; rua=mailto:a@example.com", "_dmarc.example.com", "TXT", "it has no policy (p)")]
    [InlineData("TLSA 3 1 1 00112233", "TLSA 3 1 1 44556677", "_25._tcp.mail.example.com", "TLSA", "it is another key than the server's: who obeys DANE cannot deliver")]
    [InlineData("SRV 0 1 993 mail.example.com", "SRV 0 1 993 old.example.net", "_imaps._tcp.example.com", "SRV", "none leads to mail.example.com")]
    [InlineData("192.in-addr.arpa PTR mail.example.com", "192.in-addr.arpa PTR client.isp.example", "1.2.0.192.in-addr.arpa", "PTR", "192.0.2.1 has another name than mail.example.com")]
    public async Task What_is_wrong_is_said(string right, string wrong, string name, string type, string note)
    {
        var row = Row(await CheckAsync(Whole.Replace(right, wrong, StringComparison.Ordinal)), name, type);
        Assert.Equal(("wrong", note), (row.State, row.Note));
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_is_no_missing_record() =>
        Assert.Equal("unknown", Row(await CheckAsync(Whole.Replace("_dmarc.example.com TXT \"v=DMARC1; p=reject\"", "_dmarc.example.com TIMEOUT", StringComparison.Ordinal)), "_dmarc.example.com", "TXT").State);

    [Fact]
    public async Task A_key_that_nothing_proves_is_of_no_use() =>
        Assert.Equal("wrong", Row(await CheckAsync(Whole.Replace("$AUTHENTIC yes", "", StringComparison.Ordinal)), "_25._tcp.mail.example.com", "TLSA").State);

    private static async Task<ImmutableArray<DomainRecordRow>> CheckAsync(string zone)
    {
        var dns = ZoneResolver.Parse(zone);
        var subject = new DomainSubject(DnsName.Parse("example.com"), DnsName.Parse("mail.example.com"), [("s1._domainkey.example.com", Key)], "00112233");
        return await DomainCheck.RunAsync(dns, new SpfEvaluator(dns, TimeProvider.System, Options.Create(new SpfOptions())), subject, TestContext.Current.CancellationToken);
    }

    private static DomainRecordRow Row(IEnumerable<DomainRecordRow> rows, string name, string type) => rows.Single(row => row.Name == name && row.Type == type);
}
