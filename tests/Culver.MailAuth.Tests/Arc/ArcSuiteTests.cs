using System.Text;
using Culver.MailAuth.Arc;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Arc;

public sealed class ArcSuiteTests
{
    private const string MessageSignature =
        "QsRzR/UqwRfVLBc1TnoQomlVw5qi6jp08q8lHpBSl4RehWyHQtY3uOIAGdghDk/mO+/Xpm9JA5UVrPyDV0f+2q/YAHuwvP11iCkBQkocmFvgTSxN8H+DwFFPrVVUudQYZV7UDDycXoM6UEcdfzLLzVNPOAHEDIi/uzoV4sUqZ18=";

    private const string SealSignature =
        "0ySmGgkw5AJ0YkGuq9HBIcyrFiueFagsb38sZtjj8KAY/kSKk9xY2XzJnqsFVOyVndBj+tElZGfw3eZPV6W1xTtqsXiLQW1m9OMONB1etILZuULraL2pciVH9Su0HtqKyE6cs9Bn/nc4G9ge/g4ow2tZ6fTwuUjYhb/uroBwLTk=";

    private const string Base = "MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\n" +
        "Received: by 10.157.14.6 with HTTP; Tue, 3 Jan 2017 12:22:54 -0800 (PST)\nMessage-ID: <54B84785.1060301@d1.example.org>\n" +
        "Date: Thu, 14 Jan 2015 15:00:01 -0800\nFrom: John Q Doe <jqd@d1.example.org>\nTo: arc@dmarc.org\nSubject: Example 1\n\n" +
        "Hey gang,\nThis is a test message.\n--J.\n";

    private const string Results = "lists.example.org;\r\n spf=pass smtp.mfrom=jqd@d1.example;\r\n dkim=pass (1024-bit key) header.i=@d1.example;\r\n dmarc=pass";

    private static readonly ArcVerifier Verifier = new(Vectors.Keys("invalid._domainkey.example.org TXT \"v=DKIM1; k=rsa; omgwhatsgoingon\""));

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

    [Theory]
    [InlineData("")]
    [InlineData("\nHey gang,\nThis is a test message.\n--J.\n")]
    [InlineData("MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\nSubject: Example 1\n")]
    [InlineData(Base)]
    public async Task Without_ARC_fields_there_is_no_chain(string message)
    {
        using var scan = Vectors.Scan(Vectors.Crlf(message));
        Assert.Equal(ArcOutcome.None, (await Verifier.VerifyAsync(scan, CancellationToken.None)).Outcome);
    }

    // arc-draft-sign-tests: whatever is done to white space and case, message signature and seal are the published ones.
    [Theory]
    [InlineData("message_body_eol_wsp", "gang,\n", "gang,  \n")]
    [InlineData("message_body_inl_wsp", "Hey gang,\nThis is a test", "Hey   gang,\nThis is a   test")]
    [InlineData("message_body_end_lines", "--J.\n", "--J.\n\n\n")]
    [InlineData("message_body_trail_crlf", "--J.\n", "--J.")]
    [InlineData("headers_field_name_case", "From: John Q Doe <jqd@d1.example.org>\nTo", "FROM: John Q Doe <jqd@d1.example.org>\nto")]
    [InlineData("headers_field_unfold", "Doe <", "Doe\n  <")]
    [InlineData("headers_eol_wsp", "MIME-Version: 1.0\n", "MIME-Version: 1.0   \n")]
    [InlineData("headers_inl_wsp", "14 Jan 2015 15", "14 Jan   2015   15")]
    [InlineData("headers_col_wsp", "From: John", "From:   John")]
    public void The_signer_makes_what_the_suite_publishes(string name, string from, string to)
    {
        Assert.Contains(from, Base, StringComparison.Ordinal);
        using var key = Vectors.RsaKey("example.org", "dummy");
        var results = $"ARC-Authentication-Results: i=1; {Results}\r\n";
        using var scan = Vectors.Scan(results + Vectors.Crlf(Base.Replace(from, to, StringComparison.Ordinal)), signing: true);
        string[] names = ["from", "to", "date", "subject", "mime-version", "arc-authentication-results"];
        var body = Convert.ToBase64String(scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
        var message = SigningField.Of("ARC-Message-Signature",
            [("a", "rsa-sha256"), ("b", ""), ("bh", body), ("c", "relaxed/relaxed"), ("d", "example.org"), ("h", string.Join(':', names)), ("i", "1"), ("s", "dummy"), ("t", "12345")]);
        var signature = key.Sign(HeaderHash.Of(scan.Header, names, Canonicalization.Relaxed, message.Unsigned, message.Place));
        Assert.True(MessageSignature == Convert.ToBase64String(signature), name);

        // The suite's seals were made over message signatures without folds in b=.
        var unfolded = Encoding.UTF8.GetString(message.Complete(signature)).Replace("\r\n\t ", "", StringComparison.Ordinal);
        var seal = SigningField.Of("ARC-Seal", [("a", "rsa-sha256"), ("b", ""), ("cv", "none"), ("d", "example.org"), ("i", "1"), ("s", "dummy"), ("t", "12345")]);
        var hash = SealHash.Of([Line(results), Line(unfolded)], seal.Unsigned, seal.Place);
        Assert.True(SealSignature == Convert.ToBase64String(key.Sign(hash)), name);
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

        return Sign(one, fields, body);
    }

    private static string Sign(ArcCase one, List<string> fields, string body)
    {
        using var key = Vectors.RsaKey("example.org", "dummy");
        if (one.Signs == ArcSigns.Message)
        {
            var at = fields.FindIndex(static field => field.StartsWith("ARC-Message-Signature", StringComparison.Ordinal));
            using var scan = Vectors.Scan(string.Concat(fields) + "\r\n" + body);
            var (start, end) = Place(fields[at]);
            var names = fields[at][(fields[at].IndexOf(" h=", StringComparison.Ordinal) + 3)..].Split(';')[0].Split(':');
            var signature = key.Sign(HeaderHash.Of(scan.Header, names, Canonicalization.Relaxed, Line(fields[at]), start..end));
            fields[at] = fields[at][..start] + Convert.ToBase64String(signature) + fields[at][end..];
        }

        if (one.Signs != ArcSigns.Nothing)
        {
            var sets = fields.Count(static field => field.StartsWith("ARC-Seal", StringComparison.Ordinal));
            for (var i = one.Signs == ArcSigns.NewestSeal ? sets : 1; i <= sets; i++)
            {
                var before = Enumerable.Range(1, i - 1).SelectMany(n => (string[])[Nth(fields, "ARC-Authentication-Results", n), Nth(fields, "ARC-Message-Signature", n), Nth(fields, "ARC-Seal", n)]);
                var seal = Nth(fields, "ARC-Seal", i);
                var (start, end) = Place(seal);
                var hash = SealHash.Of([.. before.Select(Line), Line(Nth(fields, "ARC-Authentication-Results", i)), Line(Nth(fields, "ARC-Message-Signature", i))], Line(seal), start..end);
                fields[fields.IndexOf(seal)] = seal[..start] + Convert.ToBase64String(key.Sign(hash)) + seal[end..];
            }
        }

        return string.Concat(fields) + "\r\n" + body;
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
