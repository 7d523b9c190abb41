using System.Buffers;
using System.Text;
using Culver.MailAuth.Results;

namespace Culver.MailAuth.Tests.Results;

public sealed class ForeignResultsFilterTests
{
    private const string Own = "mx.bücher.example";

    [Theory]
    [InlineData("Authentication-Results: mx.bücher.example; dkim=pass\r\n")]
    [InlineData("authentication-RESULTS:MX.xn--bcher-kva.EXAMPLE;dkim=pass\r\n")]
    [InlineData("Authentication-Results : mx.bücher.example 1; dkim=pass\r\n")]
    [InlineData("Authentication-Results:\r\n mx.bücher.example\r\n ; dkim=pass\r\n\theader.d=x\r\n")]
    [InlineData("Authentication-Results: (a (nested \\) one)) (two)\r\n\t(three) mx.bücher.example; spf=pass\r\n")]
    [InlineData("Authentication-Results: \"mx.bücher.example\"; spf=pass\r\n")]
    [InlineData("Authentication-Results: \"mx\\.bücher.example\" 1; spf=pass\r\n")]
    [InlineData("Authentication-Results: mx.bücher.example.; spf=pass\r\n")]
    [InlineData("Authentication-Results: mx.bücher.example(x); spf=pass\r\n")]
    // Nobody can say whose these are.
    [InlineData("Authentication-Results: example.com 2; dkim=pass\r\n")]
    [InlineData("Authentication-Results: \"example.com\" (x) 12 ; dkim=pass\r\n")]
    [InlineData("Authentication-Results: example.com 0; dkim=pass\r\n")]
    [InlineData("Authentication-Results:\r\n")]
    [InlineData("Authentication-Results: ; spf=pass\r\n")]
    [InlineData("Authentication-Results: (open\r\n")]
    [InlineData("Authentication-Results: \"open\r\n")]
    public void A_field_that_is_ours_in_any_spelling_goes(string field)
    {
        foreach (var piece in (int[])[1, 3, int.MaxValue])
        {
            Assert.Equal("Received: x\r\nFrom: a\r\n\r\nbody", Filter($"Received: x\r\n{field}From: a\r\n\r\nbody", piece));
            Assert.Equal("From: a\r\n", Filter($"{field}{field}From: a\r\n", piece));
            Assert.Equal("\r\n" + field, Filter($"{field}\r\n{field}", piece));
        }
    }

    [Theory]
    [InlineData("Authentication-Results: example.com; dkim=pass\r\n")]
    [InlineData("Authentication-Results: example.com 1; dkim=pass\r\n")]
    [InlineData("Authentication-Results: \"example.com\" (2) 1 (x); dkim=pass\r\n")]
    [InlineData("Authentication-Results: example.com\r\n")]
    [InlineData("Authentication-Results: sub.mx.bücher.example;\r\n dkim=pass\r\n")]
    [InlineData("Authentication-Results: example.com (mx.bücher.example); dkim=pass\r\n")]
    [InlineData("ARC-Authentication-Results: i=1; mx.bücher.example; dkim=pass\r\n")]
    [InlineData("X-Authentication-Results: mx.bücher.example; dkim=pass\r\n")]
    [InlineData("Authentication-Result: mx.bücher.example; dkim=pass\r\n")]
    [InlineData("Authentication-Results-X: mx.bücher.example; dkim=pass\r\n")]
    [InlineData("Subject: x\r\n Authentication-Results: mx.bücher.example; dkim=pass\r\n")]
    [InlineData("authen\r\n")]
    [InlineData("\rx\r\n")]
    public void All_else_passes_octet_for_octet(string field)
    {
        foreach (var piece in (int[])[1, 3, int.MaxValue])
        {
            Assert.Equal(field, Filter(field, piece));
            Assert.Equal($"A: b\r\n{field}C: d\r\n\r\nAuthentication-Results: {Own}; x=y\r\n", Filter($"A: b\r\n{field}C: d\r\n\r\nAuthentication-Results: {Own}; x=y\r\n", piece));
        }
    }

    [Fact]
    public void Of_a_huge_field_the_beginning_decides()
    {
        var rest = string.Concat(Enumerable.Repeat(";\r\n\tdkim=pass header.d=example.net", 5000)) + "\r\n";
        Assert.Equal("A: b\r\n", Filter($"Authentication-Results: {Own}{rest}A: b\r\n", 1000));
        Assert.Equal($"Authentication-Results: example.com{rest}A: b\r\n", Filter($"Authentication-Results: example.com{rest}A: b\r\n", 1000));
        Assert.Equal("A: b\r\n", Filter($"Authentication-Results: ({new string('x', 50_000)}) {Own}{rest}A: b\r\n", 1000));
    }

    private static string Filter(string message, int piece)
    {
        var filter = new ForeignResultsFilter(Own);
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in Encoding.UTF8.GetBytes(message).Chunk(piece))
            filter.Filter(part, output);
        filter.Finish(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
