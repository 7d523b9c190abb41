using System.Text;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Arc;

public sealed class ArcSuiteTests
{
    private const string Header = "MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\n" +
        "Received: by 10.157.14.6 with HTTP; Tue, 3 Jan 2017 12:22:54 -0800 (PST)\nMessage-ID: <54B84785.1060301@d1.example.org>\n" +
        "Date: Thu, 14 Jan 2015 15:00:01 -0800\nFrom: John Q Doe <jqd@d1.example.org>\nTo: arc@dmarc.org\nSubject: Example 1\n";

    private static readonly ArcVerifier Verifier = new(Vectors.Keys());

    public static TheoryData<string> Names => [.. ArcSuite.Cases.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_chain_has_the_status_the_suite_expects(string name)
    {
        var one = ArcSuite.Cases.Single(one => one.Name == name);
        using var scan = Vectors.Scan(Made(one));
        var result = await Verifier.VerifyAsync(scan, CancellationToken.None);
        Assert.True(one.Expected == result.Outcome, $"{result.Outcome}: {result.Reason}");
    }

    [Fact]
    public void Every_case_is_here_and_what_the_RFCs_changed_since_the_draft_has_its_section()
    {
        Assert.Equal(170, ArcSuite.Cases.Length);
        Assert.Equal(170, ArcSuite.Cases.DistinctBy(static one => one.Name).Count());
        Assert.Equal(
            ["arc_set_duplicate", "ams_fields_a_sha1", "ams_fields_h_empty", "ams_fields_h_mis_hdr", "as_fields_a_sha1", "as_fields_b_512"],
            ArcSuite.Cases.Where(static one => one.Draft is not null).Select(static one => one.Name));
        Assert.All(ArcSuite.Cases, static one => Assert.True(one.Draft is null || one.Draft.StartsWith("RFC ", StringComparison.Ordinal)));
    }

    // RFC 8617 §5.2 (5)
    [Theory]
    [InlineData("cv_pass_i1_1", 0)]
    [InlineData("cv_pass_i2_1", 0)]
    [InlineData("cv_pass_i2_2", 0)]
    [InlineData("cv_pass_i2_1_ams1_invalid", 2)]
    [InlineData("cv_fail_i2_as2_invalid", null)]
    public async Task The_oldest_message_signature_that_validates_is_named(string name, int? oldest)
    {
        using var scan = Vectors.Scan(Made(ArcSuite.Cases.Single(one => one.Name == name)));
        Assert.Equal(oldest, (await Verifier.VerifyAsync(scan, CancellationToken.None)).OldestPass);
    }

    // RFC 8617 appendix B: keys of 512 bits, which nobody publishes any more; what can be held against it are the sets and the hash of its body.
    [Fact]
    public async Task The_message_of_RFC_8617_appendix_B_has_three_whole_sets()
    {
        using var scan = Vectors.Scan(Vectors.Message("rfc8617-b.eml"));
        Assert.Null(scan.Chain.Problem);
        Assert.Equal(["lists.example.org", "gmail.example", "clochette.example.org"], scan.Chain.Sets.Select(static set => set.Seal.Domain));
        Assert.Equal(["none", "pass", "pass"], scan.Chain.Sets.Select(static set => set.Seal.Status));
        Assert.All(scan.Chain.Sets, set => Assert.Equal((null, null, "KWSe46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ="), (set.Seal.Problem, set.Message.Problem, Convert.ToBase64String(set.Message.BodyHash))));
        Assert.Equal(scan.Chain.Sets[0].Message.BodyHash, scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
        var result = await Verifier.VerifyAsync(scan, CancellationToken.None);
        Assert.Equal((ArcOutcome.Fail, "i=3: message: no key for signature"), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("cv_empty", "")]
    [InlineData("cv_no_headers", "\nHey gang,\nThis is a test message.\n--J.\n")]
    [InlineData("cv_no_body", Header)]
    [InlineData("cv_base1", Header + "\nHey gang,\nThis is a test message.\n--J.\n")]
    [InlineData("cv_base2", null)]
    public async Task Without_ARC_fields_there_is_no_chain(string name, string? message)
    {
        Assert.StartsWith("cv_", name, StringComparison.Ordinal);
        var other = Vectors.Text(ArcMessages.Other);
        using var scan = Vectors.Scan(Vectors.Crlf(message ?? other[other.LastIndexOf("MIME-Version:", StringComparison.Ordinal)..]));
        Assert.Equal(ArcOutcome.None, (await Verifier.VerifyAsync(scan, CancellationToken.None)).Outcome);
    }

    private static string Made(ArcCase one)
    {
        var text = Vectors.Text(one.Message);
        foreach (var (from, to) in one.Edits)
        {
            var at = text.IndexOf(from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{one.Name}: '{from}' is not in {one.Message}");
            text = text[..at] + to + text[(at + from.Length)..];
        }

        var (fields, body) = Split(Vectors.Crlf(text));
        if (one.Drops is var (gone, nth))
            fields.Remove(fields.Where(field => field.StartsWith(gone + ":", StringComparison.Ordinal)).ElementAt(nth));
        if (one.Doubles is var (twice, after))
            fields.InsertRange(fields.FindIndex(field => field.StartsWith(twice, StringComparison.Ordinal)) + (after ? 1 : 0), [.. fields.Where(field => field.StartsWith(twice, StringComparison.Ordinal))]);
        if (one.Signature is { } instead)
        {
            var at = fields.FindIndex(static field => field.StartsWith("ARC-Message-Signature", StringComparison.Ordinal));
            var (start, end) = Place(fields[at]);
            fields[at] = fields[at][..(start - 2)] + instead + fields[at][(end + 1)..];
        }

        var made = Sign(one, fields, body);
        if (one.After is not var (replaced, here))
            return made;
        var where = made.IndexOf(replaced, StringComparison.Ordinal);
        Assert.True(where >= 0, $"{one.Name}: '{replaced}' is not there");
        return made[..where] + here + made[(where + replaced.Length)..];
    }

    private static string Sign(ArcCase one, List<string> fields, string body)
    {
        using var key = Vectors.RsaKey("example.org", "dummy");
        if (one.Signs is ArcSigns.Message or ArcSigns.MessageAlone)
        {
            var at = fields.FindIndex(static field => field.StartsWith("ARC-Message-Signature", StringComparison.Ordinal));
            using var scan = Vectors.Scan(string.Concat(fields) + "\r\n" + body);
            var (start, end) = Place(fields[at]);
            var names = fields[at][(fields[at].IndexOf(" h=", StringComparison.Ordinal) + 3)..].Split(';')[0].Split(':').Select(static name => name.Trim()).Where(static name => name.Length > 0);
            var signature = key.Sign(HeaderHash.Of(scan.Header, [.. names], Canonicalization.Relaxed, Line(fields[at]), start..end));
            Matches(one, one.Prints.Message, signature);
            fields[at] = fields[at][..start] + Folded(signature) + fields[at][end..];
        }

        if (one.Signs is ArcSigns.Seals or ArcSigns.NewestSeal or ArcSigns.Message)
        {
            var sets = fields.Count(static field => field.StartsWith("ARC-Seal", StringComparison.Ordinal));
            for (var i = one.Signs == ArcSigns.Seals ? 1 : sets; i <= sets; i++)
            {
                var before = Enumerable.Range(1, i - 1).SelectMany(n => (string[])[Nth(fields, "ARC-Authentication-Results", n), Nth(fields, "ARC-Message-Signature", n), Nth(fields, "ARC-Seal", n)]);
                var seal = Nth(fields, "ARC-Seal", i);
                var (start, end) = Place(seal);
                var signature = key.Sign(SealHash.Of([.. before.Select(Line), Line(Nth(fields, "ARC-Authentication-Results", i)), Line(Nth(fields, "ARC-Message-Signature", i))], Line(seal), start..end));
                if (i == sets)
                    Matches(one, one.Prints.Seal, signature);
                fields[fields.IndexOf(seal)] = seal[..start] + Folded(signature) + seal[end..];
            }
        }

        return string.Concat(fields) + "\r\n" + body;
    }

    // RSA gives one signature for one text: what begins as the published one was made over the very fields the suite has.
    private static void Matches(ArcCase one, string? published, byte[] signature) =>
        Assert.True(published is null || Convert.ToBase64String(signature).StartsWith(published, StringComparison.Ordinal), $"{one.Name}: {published}, made {Convert.ToBase64String(signature)[..6]}");

    /// <summary>As the suite folds it, which the next seal covers.</summary>
    private static string Folded(byte[] signature)
    {
        var text = Convert.ToBase64String(signature);
        return text.Length <= 70 ? text : string.Join("\r\n    ", [text[..70], .. text[70..].Chunk(72).Select(static part => new string(part))]);
    }

    /// <summary>The field of an instance: the oldest set stands lowest.</summary>
    private static string Nth(List<string> fields, string name, int instance) =>
        fields.Where(field => field.StartsWith(name + ":", StringComparison.Ordinal)).Reverse().ElementAt(instance - 1);

    private static (int Start, int End) Place(string field)
    {
        var start = field.IndexOf(" b=", StringComparison.Ordinal);
        return start < 0 ? (field.Length - 2, field.Length - 2) : (start + 3, field.IndexOf(';', start));
    }

    private static HeaderLine Line(string field) => HeaderLine.Of(Encoding.UTF8.GetBytes(field));

    private static (List<string> Fields, string Body) Split(string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        List<string> fields = [];
        foreach (var line in message[..end].Split("\r\n"))
        {
            if (line.StartsWith(' '))
                fields[^1] += line + "\r\n";
            else
                fields.Add(line + "\r\n");
        }

        return (fields, message[(end + 4)..]);
    }
}
