using System.Net;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.MailAuth.Spf;
using Culver.MailAuth.Spf.Syntax;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;

namespace Culver.MailAuth.Tests.Spf;

public sealed class SpfEvaluatorTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    [Fact]
    public async Task The_null_reverse_path_is_postmaster_of_the_client()
    {
        var outcome = await Over("mail.example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"").CheckMailFromAsync(Client, "", "mail.example.com", TestContext.Current.CancellationToken);
        Assert.Equal((SpfResult.Pass, SpfIdentity.Helo, "postmaster@mail.example.com", "mail.example.com"), (outcome.Result, outcome.Identity, outcome.Sender, outcome.Domain));
        Assert.Equal("ip4:192.0.2.1", outcome.Mechanism);
    }

    [Fact]
    public async Task The_reverse_path_is_checked_by_its_domain()
    {
        var outcome = await Over("example.com TXT \"v=spf1 ip4:192.0.2.0/24 -all\"").CheckMailFromAsync(Client, "a@b@example.com", "x.example", TestContext.Current.CancellationToken);
        Assert.Equal((SpfResult.Pass, SpfIdentity.MailFrom, "a@b@example.com"), (outcome.Result, outcome.Identity, outcome.Sender));
    }

    [Fact] // RFC 8616 §4
    public async Task An_internationalized_domain_is_looked_up_by_its_a_label()
    {
        var outcome = await Over("xn--bcher-kva.example TXT \"v=spf1 exists:%{o}.ok.example -all\"\nxn--bcher-kva.example.ok.example A 127.0.0.2").CheckMailFromAsync(Client, "jürgen@bücher.example", "x.example", TestContext.Current.CancellationToken);
        Assert.Equal(SpfResult.Pass, outcome.Result);
    }

    [Fact] // RFC 8616 §4
    public async Task A_local_part_that_is_not_ascii_matches_nothing_by_macro()
    {
        var outcome = await Over("example.com TXT \"v=spf1 exists:%{l}.example.com -all\"").CheckMailFromAsync(Client, "jürgen@example.com", "x.example", TestContext.Current.CancellationToken);
        Assert.Equal(SpfResult.Fail, outcome.Result);
    }

    [Theory] // RFC 8616 §4
    [InlineData("include:%{l}.example.com -all", SpfResult.Fail)]
    [InlineData("include:%{s}.example.com ip4:192.0.2.1 -all", SpfResult.Pass)]
    public async Task A_local_part_that_is_not_ascii_includes_nothing_and_is_no_error(string terms, SpfResult result)
    {
        var outcome = await Over($"example.com TXT \"v=spf1 {terms}\"").CheckMailFromAsync(Client, "jürgen@example.com", "x.example", TestContext.Current.CancellationToken);
        Assert.Equal(result, outcome.Result);
    }

    [Fact] // RFC 7208 §6.2
    public async Task An_explanation_that_nobody_reads_is_not_looked_up()
    {
        var zone = ZoneResolver.Parse("example.com TXT \"v=spf1 -all exp=why.example.com\"\nwhy.example.com TXT \"because\"");
        foreach (var explains in (bool[])[false, true])
        {
            var evaluator = new SpfEvaluator(zone, TimeProvider.System, Options.Create(new SpfOptions())) { Explains = explains };
            var outcome = await evaluator.CheckMailFromAsync(Client, "a@example.com", "x.example", TestContext.Current.CancellationToken);
            Assert.Equal((SpfResult.Fail, explains ? "because" : null), (outcome.Result, outcome.Explanation));
            Assert.Equal(explains, zone.Asked.Any(static asked => asked.Name == DnsName.Parse("why.example.com")));
        }
    }

    [Fact] // RFC 7208 §4.6.4
    public async Task A_check_that_takes_too_long_is_a_temporary_error()
    {
        var evaluator = new SpfEvaluator(new NeverAnswers(), TimeProvider.System, Options.Create(new SpfOptions { Timeout = TimeSpan.Zero }));
        Assert.Equal(SpfResult.TempError, (await evaluator.CheckMailFromAsync(Client, "a@example.com", "x.example", TestContext.Current.CancellationToken)).Result);
    }

    [Fact]
    public async Task An_error_says_which_term_is_not_understood()
    {
        var outcome = await Over("example.com TXT \"v=spf1 mx ipv4:192.0.2.1 -all\"").CheckMailFromAsync(Client, "a@example.com", "x.example", TestContext.Current.CancellationToken);
        Assert.Equal((SpfResult.PermError, "example.com: 'ipv4:192.0.2.1' is not understood"), (outcome.Result, outcome.Reason));
    }

    [Fact] // the name that is checked comes first among those of the address, then one below it
    public async Task The_p_macro_prefers_names_of_the_domain()
    {
        var zone = """
            1.2.0.192.in-addr.arpa PTR z.other.example
            1.2.0.192.in-addr.arpa PTR mail.example.com
            z.other.example A 192.0.2.1
            mail.example.com A 192.0.2.1
            example.com TXT "v=spf1 -all exp=why.example.com"
            why.example.com TXT "%{p} at %{t} of %{r}"
            """;
        var outcome = await Over(zone).CheckMailFromAsync(Client, "a@example.com", "x.example", TestContext.Current.CancellationToken);
        Assert.StartsWith("mail.example.com at ", outcome.Explanation, StringComparison.Ordinal);
        Assert.EndsWith(" of unknown", outcome.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ip4:010.0.0.1", false)]
    [InlineData("ip4:0x1.0.0.1", false)]
    [InlineData("ip4:1.2.3.4/0", true)]
    [InlineData("ip6:fe80::1%1", false)]
    [InlineData("ip6:[::1]", false)]
    [InlineData("ip6:::1/128", true)]
    [InlineData("A:%{d}/24//64", true)]
    [InlineData("a:%{d0}", false)]
    [InlineData("a:%{d2r.-}", true)]
    [InlineData("exists:%{l1r-}.x.%{d", false)]
    [InlineData("include:%%", true)]
    [InlineData("MX//0", true)]
    [InlineData("all/", false)]
    [InlineData("a/", false)]
    [InlineData("a//", false)]
    public void A_term_is_read_by_its_grammar(string term, bool isRight) =>
        Assert.Equal(isRight, SpfRecord.Parse("v=spf1 " + term, out _) is not null);

    [Fact]
    public void Any_record_is_read_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), static words =>
        {
            string[] pieces = ["a", "mx", "%{", "}", "%", "include:", "exp=", "redirect=", "ip4:", "ip6:", ":", "/", "//", "24", ".", "-", "r", "all", "=", "{d2r-}"];
            var term = string.Concat(words.Select((word, at) => (word ?? "").Length % 2 == 0 ? pieces[((word ?? "").Length + at) % pieces.Length] : word));
            _ = SpfRecord.Parse("v=spf1 " + term, out _);
            return true;
        }).QuickCheckThrowOnFailure();

    private static SpfEvaluator Over(string zone) => new(ZoneResolver.Parse(zone), TimeProvider.System, Options.Create(new SpfOptions())) { Explains = true };

    private sealed class NeverAnswers : IDnsResolver
    {
        public async ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
            where TRecord : class, IDnsRecord<TRecord>
        {
            return await new TaskCompletionSource<DnsAnswer<TRecord>>().Task.WaitAsync(cancellationToken);
        }
    }
}
