using Culver.MailAuth.Dmarc;

namespace Culver.MailAuth.Tests.Dmarc;

public sealed class DmarcRecordTests
{
    [Fact] // RFC 9989 §4.7
    public void All_tags_are_read()
    {
        var record = DmarcRecord.Parse("v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=r; psd=n; t=y; fo=1:d; rua=mailto:a@example.com!10m, https://example.com/r; ruf=mailto:f@example.com");
        Assert.NotNull(record);
        Assert.Equal((DmarcPolicy.Quarantine, DmarcPolicy.Reject, DmarcPolicy.None), (record.Policy, record.SubdomainPolicy, record.NonexistentPolicy));
        Assert.Equal((DmarcAlignment.Strict, DmarcAlignment.Relaxed), (record.DkimAlignment, record.SpfAlignment));
        Assert.Equal((DmarcPublicSuffix.No, true, "1:d"), (record.PublicSuffix, record.IsTesting, record.FailureOptions));
        Assert.Equal(["mailto:a@example.com", "https://example.com/r"], record.AggregateReports.Select(static address => address.ToString()));
        Assert.Single(record.FailureReports);
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var record = DmarcRecord.Parse("v=DMARC1;p=reject");
        Assert.NotNull(record);
        Assert.Equal((DmarcAlignment.Relaxed, DmarcAlignment.Relaxed, DmarcPublicSuffix.Unknown, false, "0"), (record.DkimAlignment, record.SpfAlignment, record.PublicSuffix, record.IsTesting, record.FailureOptions));
        Assert.Null(record.SubdomainPolicy);
        Assert.Empty(record.AggregateReports);
    }

    [Theory]
    [InlineData("v = DMARC1 ; p = none ;")]
    [InlineData("V=DMARC1; P=none")] // RFC 5234 §2.3: names of tags are read in either case
    [InlineData("v=DMARC1; unknown=1; p=NONE; p=reject")]
    [InlineData("v=DMARC1;p=none;adkim=x;psd=maybe;;=;t")]
    public void Blanks_unknown_tags_and_wrong_values_are_passed_over(string text) =>
        Assert.Equal((DmarcPolicy.None, DmarcAlignment.Relaxed, DmarcPublicSuffix.Unknown), (DmarcRecord.Parse(text)?.Policy, DmarcRecord.Parse(text)?.DkimAlignment, DmarcRecord.Parse(text)?.PublicSuffix));

    [Theory]
    [InlineData("")]
    [InlineData("v=dmarc1; p=none")]
    [InlineData("p=none; v=DMARC1")]
    [InlineData("v=DMARC10; p=none")]
    [InlineData("v=DMARC2; p=none")]
    [InlineData("v=spf1 -all")]
    public void Without_the_version_first_it_is_no_record(string text) => Assert.Null(DmarcRecord.Parse(text));
}
