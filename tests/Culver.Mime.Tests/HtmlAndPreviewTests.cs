using System.Buffers;
using Culver.Mime.Text;

namespace Culver.Mime.Tests;

public sealed class HtmlAndPreviewTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo")]
    [InlineData("a<b>bold</b>c", "aboldc")]
    [InlineData("a<br>b<BR/>c", "a\nb\nc")]
    [InlineData("<td>a</td><td>b</td>", "a b")]
    [InlineData("  a \n\t b  ", "a b")]
    [InlineData("&lt;&amp;&gt;&quot;&eacute;&#233;&#xe9;&hellip;", "<&>\"ééé…")]
    [InlineData("&#150;&#128;", "–€")]
    [InlineData("&unknown; & &; &#; &#x110000;", "&unknown; & &; &#; \uFFFD")]
    [InlineData("AT&T", "AT&T")]
    [InlineData("1 < 2 > 0", "1 < 2 > 0")]
    [InlineData("<script>if (a < b) x('</p>')</script>after", "after")]
    [InlineData("<STYLE>p{}</STYLE >after", "after")]
    [InlineData("<title>t</title><!-- c > --> <!DOCTYPE x>after", "after")]
    [InlineData("<a href=\"x>y\">link</a>", "link")]
    [InlineData("<a href='>'>link", "link")]
    [InlineData("text<", "text<")]
    [InlineData("text &amp", "text &")]
    [InlineData("<!---->a", "a")]
    [InlineData("<script>never closed", "")]
    public void Markup_is_taken_away_in_any_pieces(string html, string expected)
    {
        for (var size = 1; size <= html.Length; size++)
        {
            var output = new ArrayBufferWriter<char>();
            var reader = new HtmlText();
            for (var at = 0; at < html.Length; at += size) reader.Write(html.AsSpan(at, Math.Min(size, html.Length - at)), output);
            reader.Flush(output);
            Assert.Equal(expected, new string(output.WrittenSpan));
        }
    }

    [Fact]
    public void A_preview_has_at_most_two_hundred_characters()
    {
        // RFC 8970 §3.3
        var digest = Corpus.Scan("Content-Type: text/plain; charset=utf-8\n\n" + string.Concat(Enumerable.Repeat("𝄞", 500)));
        Assert.Equal(200, digest.Preview.EnumerateRunes().Count());
    }

    [Theory]
    [InlineData("Content-Type: image/png\n\nabc", "")]
    [InlineData("Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\nabc\n", "")]
    [InlineData("Content-Type: text/plain\n\n> only\n> quoted\n", "> only > quoted")]
    // RFC 3676 §4.3: a signature is no part of what is said; two hyphens without the space begin none.
    [InlineData("Content-Type: text/plain\n\nHello\n-- \nAnn, director\n", "Hello")]
    [InlineData("Content-Type: text/plain\n\nHello\n--\nAnn\n", "Hello -- Ann")]
    [InlineData("Content-Type: text/html\n\n<div style='display:none'>\u200B\u200B&zwnj;&zwnj;</div><p>Hello", "Hello")]
    [InlineData("Content-Type: text/plain; charset=utf-7\n\n+ZeVnLIqe-", "日本語")]
    [InlineData("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n", "Hello")]
    public void The_preview_is_made_of_the_first_text_that_says_anything(string message, string expected) => Assert.Equal(expected, Corpus.Scan(message).Preview);
}
