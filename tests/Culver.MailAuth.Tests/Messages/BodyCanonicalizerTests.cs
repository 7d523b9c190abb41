using System.Security.Cryptography;
using System.Text;
using Culver.MailAuth.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Culver.MailAuth.Tests.Messages;

public sealed class BodyCanonicalizerTests
{
    [Theory]
    // RFC 6376 §3.4.5, example 2 and 1
    [InlineData(" C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n")]
    // RFC 6376 §3.4.3: an empty body is one CRLF; §3.4.4: it is nothing
    [InlineData("", "\r\n", "")]
    [InlineData("\r\n", "\r\n", "")]
    [InlineData("\r\n\r\n\r\n", "\r\n", "")]
    [InlineData("  \t\r\n", "  \t\r\n", "")]
    [InlineData("  ", "  \r\n", "")]
    [InlineData("a", "a\r\n", "a\r\n")]
    [InlineData("a\r\n", "a\r\n", "a\r\n")]
    [InlineData("a \r\n \r\n", "a \r\n \r\n", "a\r\n")]
    [InlineData("a\r\n\r\n\r\nb", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n")]
    [InlineData("a \t \tb  \r\n", "a \t \tb  \r\n", "a b\r\n")]
    // A CR or LF alone ends no line.
    [InlineData("a\rb\nc\r\r\n\r", "a\rb\nc\r\r\n\r\r\n", "a\rb\nc\r\r\n\r\r\n")]
    public void The_two_forms_are_as_RFC_6376_3_4_says(string body, string simple, string relaxed)
    {
        foreach (var piece in (int[])[1, 2, 3, int.MaxValue])
        {
            Assert.Equal(Hash(simple), Canonical(body, Canonicalization.Simple, piece));
            Assert.Equal(Hash(relaxed), Canonical(body, Canonicalization.Relaxed, piece));
        }
    }

    [Fact]
    public void However_a_body_is_cut_its_hash_is_that_of_the_plain_definition()
    {
        var bodies = Gen.Elements("a", "bc", " ", "\t", "\r\n", "\r\n", "\r", "\n").ListOf().Select(string.Concat);
        Prop.ForAll(bodies.ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), static (body, piece) =>
            Canonical(body, Canonicalization.Simple, piece) == Hash(PlainSimple(body)) &&
            Canonical(body, Canonicalization.Relaxed, piece) == Hash(PlainRelaxed(body))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Very_many_empty_lines_are_counted_and_not_kept()
    {
        var body = string.Concat(Enumerable.Repeat("\r\n", 100_000));
        Assert.Equal(Hash("\r\n"), Canonical(body, Canonicalization.Simple, 4096));
        Assert.Equal(Hash(body + "x\r\n"), Canonical(body + "x", Canonicalization.Relaxed, 4096));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "abc")]
    [InlineData(7, "abc\r\nde")]
    public void A_limit_hashes_the_first_octets_of_the_canonical_body(long limit, string hashed)
    {
        using var canonicalizer = new BodyCanonicalizer(Canonicalization.Relaxed);
        var hash = canonicalizer.Hash(limit);
        var whole = canonicalizer.Hash(null);
        canonicalizer.Write("abc  \r\ndef\r\n"u8);
        canonicalizer.Finish();
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(hashed)), hash.Value);
        Assert.Equal(10, hash.Length);
        Assert.Equal(Hash("abc\r\ndef\r\n"), Convert.ToHexString(whole.Value));
    }

    private static string PlainSimple(string body)
    {
        while (body.EndsWith("\r\n", StringComparison.Ordinal))
            body = body[..^2];
        return body + "\r\n";
    }

    private static string PlainRelaxed(string body)
    {
        var lines = body.Split("\r\n").Select(static line => System.Text.RegularExpressions.Regex.Replace(line, "[ \t]+", " ").TrimEnd(' ')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return string.Concat(lines.Select(static line => line + "\r\n"));
    }

    private static string Canonical(string body, Canonicalization form, int piece)
    {
        using var canonicalizer = new BodyCanonicalizer(form);
        var hash = canonicalizer.Hash(null);
        foreach (var part in Encoding.ASCII.GetBytes(body).Chunk(piece))
            canonicalizer.Write(part);
        canonicalizer.Finish();
        return Convert.ToHexString(hash.Value);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
