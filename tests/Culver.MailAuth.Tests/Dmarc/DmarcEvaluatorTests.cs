using Culver.Dns;
using Culver.Dns.Zones;
using Culver.MailAuth.Dmarc;
using Culver.MailAuth.Spf;

namespace Culver.MailAuth.Tests.Dmarc;

public sealed class DmarcEvaluatorTests
{
    private const string Example = "_dmarc.example.com TXT \"v=DMARC1; p=reject\"\n";

    [Theory] // RFC 9989 §4.4, table 1
    [InlineData("r", "foo.example.com", "news.example.com", DmarcResult.Pass)]
    [InlineData("s", "foo.example.com", "news.example.com", DmarcResult.Fail)]
    [InlineData("s", "news.example.com", "News.Example.COM", DmarcResult.Pass)]
    [InlineData("r", "foo.example.net", "news.example.com", DmarcResult.Fail)]
    [InlineData("r", "badexample.com", "news.example.com", DmarcResult.Fail)]
    public async Task Alignment_is_of_the_organization_or_of_the_name(string mode, string identifier, string author, DmarcResult expected)
    {
        var zone = $"_dmarc.example.com TXT \"v=DMARC1; p=reject; adkim={mode}; aspf={mode}\"";
        Assert.Equal(expected, (await EvaluateAsync(zone, author, Spf(identifier))).Result);
        Assert.Equal(expected, (await EvaluateAsync(zone, author, null, identifier)).Result);
    }

    [Fact]
    public async Task A_fail_names_the_policy_and_where_it_was_found()
    {
        var outcome = await EvaluateAsync(Example, "a.news.example.com", Spf("other.example"), "third.example");
        Assert.Equal((DmarcResult.Fail, DmarcPolicy.Reject, DmarcPolicy.Reject, "example.com"), (outcome.Result, outcome.Policy, outcome.Disposition, outcome.PolicyDomain));
    }

    [Theory]
    [InlineData(SpfResult.Neutral)]
    [InlineData(SpfResult.SoftFail)]
    [InlineData(SpfResult.PermError)]
    public async Task Spf_counts_only_when_it_passes(SpfResult result) =>
        Assert.Equal(DmarcResult.Fail, (await EvaluateAsync(Example, "example.com", new(result, "example.com", "a@example.com"))).Result);

    [Fact]
    public async Task A_pass_of_one_signature_among_many_is_enough()
    {
        var outcome = await EvaluateAsync(Example, "example.com", Spf("list.example"), "list.example", "mail.example.com");
        Assert.Equal((DmarcResult.Pass, false, true, DmarcPolicy.None), (outcome.Result, outcome.SpfAligned, outcome.DkimAligned, outcome.Disposition));
    }

    [Fact]
    public async Task Without_a_policy_there_is_no_result() =>
        Assert.Equal((DmarcResult.None, null), (await EvaluateAsync("example.com A 192.0.2.1", "example.com", Spf("example.com"))) is var outcome ? (outcome.Result, outcome.PolicyDomain) : default);

    [Fact]
    public async Task Of_two_records_none_counts() =>
        Assert.Equal(DmarcResult.None, (await EvaluateAsync(Example + Example, "example.com", null)).Result);

    [Fact] // RFC 9989 §4.10: the names a long domain is looked for at
    public async Task The_tree_walk_asks_eight_times_at_most()
    {
        var zone = ZoneResolver.Parse("other.example A 192.0.2.1");
        await new DmarcEvaluator(zone).EvaluateAsync("a.b.c.d.e.f.g.h.i.j.mail.example.com", null, [], [], TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com", "_dmarc.g.h.i.j.mail.example.com", "_dmarc.h.i.j.mail.example.com", "_dmarc.i.j.mail.example.com",
                "_dmarc.j.mail.example.com", "_dmarc.mail.example.com", "_dmarc.example.com", "_dmarc.com",
            ],
            zone.Asked.Select(static asked => asked.Name.ToString()).Distinct());
    }

    [Fact] // RFC 9989 §5.1.8
    public async Task A_record_too_deep_for_the_walk_is_not_found()
    {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; p=quarantine\"\n_dmarc.b.c.d.e.f.g.example.com TXT \"v=DMARC1; p=none; psd=n\"";
        var outcome = await EvaluateAsync(zone, "mail.a.b.c.d.e.f.g.example.com", null);
        Assert.Equal(("example.com", DmarcPolicy.Quarantine), (outcome.PolicyDomain, outcome.Disposition));
    }

    [Theory] // RFC 9989 §4.10.2, its three examples
    [InlineData("_dmarc.mail.example.com TXT \"v=DMARC1; p=none\"\n_dmarc.example.com TXT \"v=DMARC1; p=none\"", "example.com")]
    [InlineData("_dmarc.mail.example.com TXT \"v=DMARC1; p=none; psd=n\"\n_dmarc.example.com TXT \"v=DMARC1; p=none\"", "mail.example.com")]
    [InlineData("_dmarc.com TXT \"v=DMARC1; p=none; psd=y\"", "example.com")]
    [InlineData("_dmarc.a.mail.example.com TXT \"v=DMARC1; p=none; psd=y\"", "a.mail.example.com")]
    [InlineData("_dmarc.mail.example.com TXT \"v=DMARC1; p=none\"\n_dmarc.example.com TXT \"v=DMARC1; p=none; psd=y\"", "mail.example.com")]
    [InlineData("x.example A 192.0.2.1", "a.mail.example.com")]
    public async Task The_organizational_domain_is_found_by_the_walk(string zone, string expected)
    {
        var walk = await DmarcTreeWalk.WalkAsync(ZoneResolver.Parse(zone), DnsName.Parse("a.mail.example.com"), TestContext.Current.CancellationToken);
        Assert.Equal(expected, walk.OrganizationalDomain.ToString());
    }

    [Fact]
    public async Task Two_organizations_under_one_public_suffix_are_not_aligned()
    {
        var zone = "_dmarc.bank.example TXT \"v=DMARC1; p=reject; psd=y\"";
        var outcome = await EvaluateAsync(zone, "one.bank.example", Spf("two.bank.example"));
        Assert.Equal((DmarcResult.Fail, "bank.example"), (outcome.Result, outcome.PolicyDomain));
        Assert.Equal(DmarcResult.Pass, (await EvaluateAsync(zone, "one.bank.example", Spf("mail.one.bank.example"))).Result);
    }

    [Fact]
    public async Task A_department_with_its_own_record_is_an_organization_of_its_own() =>
        Assert.Equal(DmarcResult.Fail, (await EvaluateAsync(Example + "_dmarc.dept.example.com TXT \"v=DMARC1; p=none; psd=n\"", "example.com", Spf("mail.dept.example.com"))).Result);

    [Theory] // RFC 9989 §4.10.1
    [InlineData("p=reject; sp=quarantine; np=none", "example.com", DmarcPolicy.Reject)]
    [InlineData("p=reject; sp=quarantine; np=none", "there.example.com", DmarcPolicy.Quarantine)]
    [InlineData("p=reject; sp=quarantine; np=none", "missing.example.com", DmarcPolicy.None)]
    [InlineData("p=none; np=reject", "there.example.com", DmarcPolicy.None)]
    [InlineData("p=none; np=reject", "missing.example.com", DmarcPolicy.Reject)]
    [InlineData("p=none; sp=quarantine", "missing.example.com", DmarcPolicy.Quarantine)]
    [InlineData("p=quarantine", "missing.example.com", DmarcPolicy.Quarantine)]
    [InlineData("p=none; np=reject", "slow.example.com", DmarcPolicy.None)]
    public async Task The_policy_is_of_the_domain_of_what_lies_below_or_of_what_does_not_exist(string tags, string author, DmarcPolicy expected)
    {
        var zone = $"_dmarc.example.com TXT \"v=DMARC1; {tags}\"\nthere.example.com MX 10 mail.example.com\nslow.example.com TIMEOUT A";
        Assert.Equal(expected, (await EvaluateAsync(zone, author, null)).Disposition);
    }

    [Theory] // RFC 9989 §4.7, the t tag
    [InlineData("reject", DmarcPolicy.Quarantine)]
    [InlineData("quarantine", DmarcPolicy.None)]
    [InlineData("none", DmarcPolicy.None)]
    public async Task In_test_mode_the_policy_is_one_level_milder(string policy, DmarcPolicy expected) =>
        Assert.Equal(expected, (await EvaluateAsync($"_dmarc.example.com TXT \"v=DMARC1; p={policy}; t=y\"", "example.com", null)).Disposition);

    [Theory] // RFC 9989 §4.10.1
    [InlineData("v=DMARC1; rua=mailto:a@example.com", DmarcResult.Fail)]
    [InlineData("v=DMARC1; p=banish; rua=mailto:a@example.com", DmarcResult.Fail)]
    [InlineData("v=DMARC1; p=reject; sp=banish; rua=mailto:a@example.com", DmarcResult.Fail)]
    [InlineData("v=DMARC1; p=banish", DmarcResult.None)]
    [InlineData("v=DMARC1; p=reject; np=banish; rua=nonsense", DmarcResult.None)]
    public async Task A_wrong_policy_is_none_where_reports_are_wanted_and_nothing_elsewhere(string record, DmarcResult expected)
    {
        var outcome = await EvaluateAsync($"_dmarc.example.com TXT \"{record}\"", "example.com", null);
        Assert.Equal((expected, DmarcPolicy.None), (outcome.Result, outcome.Disposition));
    }

    [Theory]
    [InlineData("_dmarc.example.com TIMEOUT", "example.com")]
    [InlineData("_dmarc.example.com FAIL", "news.example.com")]
    public async Task A_policy_that_cannot_be_asked_is_a_temporary_error(string zone, string author) =>
        Assert.Equal(DmarcResult.TempError, (await EvaluateAsync(zone, author, Spf(author))).Result);

    [Fact]
    public async Task Alignment_that_cannot_be_asked_is_no_pass_and_no_fail()
    {
        var zone = Example + "_dmarc.dept.example.com TIMEOUT";
        Assert.Equal(DmarcResult.TempError, (await EvaluateAsync(zone, "example.com", Spf("dept.example.com"))).Result);
        Assert.Equal(DmarcResult.Pass, (await EvaluateAsync(zone, "example.com", Spf("dept.example.com"), "example.com")).Result);
    }

    [Fact]
    public async Task A_temporary_error_of_spf_leaves_the_result_open() =>
        Assert.Equal(DmarcResult.TempError, (await EvaluateAsync(Example, "example.com", new(SpfResult.TempError, "example.com", "a@example.com"))).Result);

    [Fact] // RFC 9989 §5.3.6: only what is required leaves it open, or every forger would have a name that never answers.
    public async Task A_temporary_error_of_a_stranger_leaves_nothing_open() =>
        Assert.Equal(DmarcResult.Fail, (await EvaluateAsync(Example, "example.com", new(SpfResult.TempError, "stranger.example", "a@stranger.example"))).Result);

    [Theory]
    [InlineData("news.example.com", DmarcResult.TempError)]
    [InlineData("EXAMPLE.com", DmarcResult.TempError)]
    [InlineData("stranger.example", DmarcResult.Fail)]
    [InlineData("badexample.com", DmarcResult.Fail)]
    public async Task A_signature_that_could_not_be_verified_leaves_it_open_where_it_would_have_counted(string signer, DmarcResult expected)
    {
        var evaluator = new DmarcEvaluator(ZoneResolver.Parse(Example + "_dmarc.stranger.example TIMEOUT"));
        Assert.Equal(expected, (await evaluator.EvaluateAsync("example.com", null, [], [signer], TestContext.Current.CancellationToken)).Result);
        Assert.Equal(DmarcResult.Pass, (await evaluator.EvaluateAsync("example.com", null, ["example.com"], [signer], TestContext.Current.CancellationToken)).Result);
    }

    [Fact] // RFC 9989 §5.3.6
    public async Task A_policy_that_depends_on_whether_the_author_exists_waits_for_the_answer()
    {
        const string zone = "_dmarc.example.com TXT \"v=DMARC1; p=reject; np=none\"\nslow.example.com TIMEOUT A";
        Assert.Equal((DmarcResult.TempError, DmarcPolicy.None), await EvaluateAsync(zone, "slow.example.com", null) is var open ? (open.Result, open.Disposition) : default);
        Assert.Equal(DmarcResult.Pass, (await EvaluateAsync(zone, "slow.example.com", null, "example.com")).Result);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a..b")]
    public async Task A_message_without_one_author_cannot_be_checked(string? author) =>
        Assert.Equal(DmarcResult.PermError, (await EvaluateAsync(Example, author, null)).Result);

    [Fact] // RFC 9989 §5.3.1
    public async Task An_internationalized_author_is_looked_up_by_its_a_label() =>
        Assert.Equal((DmarcResult.Pass, "xn--bcher-kva.example"), await EvaluateAsync("_dmarc.xn--bcher-kva.example TXT \"v=DMARC1; p=reject\"", "bücher.example", null, "xn--bcher-kva.example") is var outcome ? (outcome.Result, outcome.AuthorDomain) : default);

    private static SpfOutcome Spf(string domain) => new(SpfResult.Pass, domain, "someone@" + domain);

    private static async Task<DmarcOutcome> EvaluateAsync(string zone, string? author, SpfOutcome? spf, params string[] signers) =>
        await new DmarcEvaluator(ZoneResolver.Parse(zone)).EvaluateAsync(author, spf, signers, [], TestContext.Current.CancellationToken);
}
