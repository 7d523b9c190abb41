using System.Globalization;
using System.Text;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Arc;

public sealed class ArcSignSuiteTests
{
    private const string Base = "MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\n" +
        "Received: by 10.157.14.6 with HTTP; Tue, 3 Jan 2017 12:22:54 -0800 (PST)\nMessage-ID: <54B84785.1060301@d1.example.org>\n" +
        "Date: Thu, 14 Jan 2015 15:00:01 -0800\nFrom: John Q Doe <jqd@d1.example.org>\nTo: arc@dmarc.org\nSubject: Example 1\n\n" +
        "Hey gang,\nThis is a test message.\n--J.\n";

    private const string Results = "\r\n spf=pass smtp.mfrom=jqd@d1.example;\r\n dkim=pass (1024-bit key) header.i=@d1.example;\r\n dmarc=pass";

    private static readonly ArcVerifier Verifier = new(Vectors.Keys());

    public static TheoryData<string> Names => [.. ArcSignSuite.Cases.Select(static one => one.ToString())];

    [Fact]
    public void Every_case_of_both_forms_is_here()
    {
        Assert.Equal(33, ArcSignSuite.Cases.Count(static one => one.Form == ArcSignForm.Early));
        Assert.Equal(17 - 1, ArcSignSuite.Cases.Count(static one => one.Form == ArcSignForm.Last));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_signer_makes_what_the_suite_publishes(string name)
    {
        var one = ArcSignSuite.Cases.Single(one => one.ToString() == name);
        var message = Made(one);
        using (var read = Vectors.Scan(message))
        {
            var chain = await Verifier.VerifyAsync(read, CancellationToken.None);
            Assert.True((one.IsStated ? "fail" : one.Status, one.Instance) == (chain.Outcome.ToString().ToLowerInvariant(), read.Chain.Highest + 1), $"{chain.Outcome} {read.Chain.Highest} {chain.Reason}");
        }

        using var key = Vectors.RsaKey("example.org", "dummy");
        var arc = one.Form == ArcSignForm.Last ? $" arc={one.Status};" : "";
        var results = $"ARC-Authentication-Results: i={one.Instance}; lists.example.org;{arc}{Results}\r\n";
        using var scan = Vectors.Scan(results + message, signing: true);
        var names = (one.Names ?? (one.Form == ArcSignForm.Last ? "mime-version:date:from:to:subject" : "from:to:date:subject:mime-version:arc-authentication-results")).Split(':');
        var instance = one.Instance.ToString(CultureInfo.InvariantCulture);
        var time = (12344 + one.Instance).ToString(CultureInfo.InvariantCulture);
        var body = Convert.ToBase64String(scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
        var field = SigningField.Of("ARC-Message-Signature",
            [("a", "rsa-sha256"), ("b", ""), ("bh", body), ("c", "relaxed/relaxed"), ("d", "example.org"), ("h", string.Join(':', names)), ("i", instance), ("s", "dummy"), ("t", time)]);
        var signature = key.Sign(HeaderHash.Of(scan.Header, names, Canonicalization.Relaxed, field.Unsigned, field.Place));
        Assert.StartsWith(one.Signature, Convert.ToBase64String(signature), StringComparison.Ordinal);

        // The suite's seals were made over message signatures without folds in b=. RFC 8617 §5.1.2: the seal of a broken chain covers its own set
        // alone; the early form of the suite has it cover what there was of the chain, and so has another seal.
        var unfolded = Encoding.UTF8.GetString(field.Complete(signature)).Replace("\r\n\t ", "", StringComparison.Ordinal);
        var seal = SigningField.Of("ARC-Seal", [("a", "rsa-sha256"), ("b", ""), ("cv", one.Status), ("d", "example.org"), ("i", instance), ("s", "dummy"), ("t", time)]);
        var before = one.Status == "pass" ? Before(message) : [];
        var made = Convert.ToBase64String(key.Sign(SealHash.Of([.. before, Line(results), Line(unfolded)], seal.Unsigned, seal.Place)));
        if (one is { Form: ArcSignForm.Early, Status: "fail" })
            Assert.False(made.StartsWith(one.Seal, StringComparison.Ordinal));
        else
            Assert.StartsWith(one.Seal, made, StringComparison.Ordinal);
    }

    // no_additional_sig; RFC 8617 §5.1 (2)
    [Fact]
    public async Task Nothing_is_added_to_a_chain_that_was_marked_as_failed()
    {
        using var key = Vectors.RsaKey("example.org", "dummy");
        using var scan = Vectors.Scan(Vectors.Message("arc-sign-marked.eml"), signing: true);
        var chain = await Verifier.VerifyAsync(scan, CancellationToken.None);
        Assert.Equal((ArcOutcome.Fail, 2), (chain.Outcome, scan.Chain.Highest));
        Assert.Empty(ArcSealer.Seal(scan, chain, "lists.example.org; spf=pass", key, DateTimeOffset.FromUnixTimeSeconds(12346)));
    }

    private static string Made(ArcSignCase one)
    {
        var text = one.Message is { } file ? Vectors.Text(file) : Base;
        if (one.From.Length > 0)
            text = Replaced(text, one.From, one.To);
        foreach (var (from, to) in one.Edits)
            text = Replaced(text, from, to);
        return Vectors.Crlf(text);
    }

    private static string Replaced(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        return text[..at] + to + text[(at + from.Length)..];
    }

    private static IEnumerable<HeaderLine> Before(string message)
    {
        using var scan = Vectors.Scan(message);
        return [.. ArcChain.Read(scan.Header).Sets.SelectMany(static set => (HeaderLine[])[Copy(set.Results), Copy(set.Message.Field), Copy(set.Seal.Field)])];

        static HeaderLine Copy(HeaderLine line) => HeaderLine.Of(line.Raw.ToArray());
    }

    private static HeaderLine Line(string field) => HeaderLine.Of(Encoding.UTF8.GetBytes(field));
}
