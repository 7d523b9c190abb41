using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>Enhanced status codes are those of the registry (RFC 5248 §2.1).</summary>
public sealed partial class StatusCodeTests
{
    // The registry of RFC 5248 §2.4, by subject: the highest detail that has a meaning. 1.10 RFC 7505; 3.6 RFC 6710; 5.6 RFC 4954; 6.6 RFC 4468; 6.7 to 6.10
    // RFC 6531; 7.8 to 7.30 RFC 4954, RFC 5248, RFC 6710, RFC 7293, RFC 7505, RFC 8617, RFC 8689.
    private static readonly int[] Highest = [0, 10, 4, 6, 7, 6, 10, 30];

    [Fact]
    public void Every_status_in_the_source_is_registered()
    {
        var statuses = (from file in Repository.Product
                        from line in file.Lines
                        from match in Written().Matches(line).Concat(Reply().Matches(line))
                        select (file.Path, Subject: Number(match.Groups[1].Value), Detail: Number(match.Groups[2].Value))).ToList();
        Assert.InRange(statuses.Count, 50, 1000);
        Assert.DoesNotContain(statuses, static status => status.Subject >= Highest.Length || status.Detail > Highest[status.Subject]);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // "4.3.1"
    [GeneratedRegex("\"[245]\\.([0-9]{1,3})\\.([0-9]{1,3})\"")]
    private static partial Regex Written();

    // new(452, 3, 1, …
    [GeneratedRegex(@"new(?: SmtpReply)?\([2-5][0-9]{2}, ([0-9]{1,3}), ([0-9]{1,3}),")]
    private static partial Regex Reply();
}
