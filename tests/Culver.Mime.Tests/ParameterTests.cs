namespace Culver.Mime.Tests;

public sealed class ParameterTests
{
    private static string Structure(string header) => Corpus.Text(Corpus.Scan(header + "\n\nx").BodyStructure);

    [Theory]
    [InlineData("Content-Type: message/external-body; access-type=URL;\n URL*0=\"ftp://\";\n URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\"", "(\"access-type\" \"URL\" \"URL\" \"ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\")")] // RFC 2231 §3
    [InlineData("Content-Type: application/x-stuff;\n title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "(\"title*\" \"us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A\")")] // §4
    [InlineData("Content-Type: application/x-stuff;\n title*0*=us-ascii'en'This%20is%20even%20more%20;\n title*1*=%2A%2A%2Afun%2A%2A%2A%20;\n title*2=\"isn't it!\"", "(\"title*\" \"us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun%2A%2A%2A%20isn%27t%20it!\")")] // §4.1
    [InlineData("Content-Type: a/b; x*2=c; x*0=a; x*1=b", "(\"x\" \"abc\")")]
    [InlineData("Content-Type: a/b; x*1=b; x*3=d", "(\"x\" \"bd\")")]
    [InlineData("Content-Type: a/b; x=1; x=2", "(\"x\" \"1\")")]
    [InlineData("Content-Type: a/b", " NIL NIL NIL")]
    [InlineData("Content-Type: a/b; novalue; =3; ;", " NIL NIL NIL")]
    [InlineData("Content-Type: a/b; x=\"q\\\"\\\\\"", "(\"x\" \"q\\\"\\\\\")")]
    [InlineData("Content-Type: a/b; x=us-ascii (Plain text); y=2", "(\"x\" \"us-ascii\" \"y\" \"2\")")] // RFC 2045 §5.1
    public void Parameters_are_joined_and_quoted(string header, string expected) => Assert.Contains(expected, Structure(header), StringComparison.Ordinal);

    [Theory]
    [InlineData("attachment; filename=\"plain.txt\"", "plain.txt")]
    [InlineData("attachment; filename=naive.txt; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt")]
    [InlineData("attachment; filename*0*=iso-8859-1''J%E4hr; filename*1=\"es.pdf\"", "Jähres.pdf")]
    [InlineData("attachment; filename=\"=?UTF-8?B?UsOpc3Vtw6kuZG9j?=\"", "Résumé.doc")]
    [InlineData("attachment; filename=my report.doc; size=3", "my report.doc")]
    [InlineData("attachment; filename=\"Bücher.txt\"", "Bücher.txt")]
    [InlineData("attachment; filename*=gb2312''%D6%D0%CE%C4.txt", "中文.txt")]
    [InlineData("attachment; filename*=no-such''%41.txt", "A.txt")]
    [InlineData("attachment; filename*=100%", "100%")]
    [InlineData("inline", null)]
    public void File_names_are_decoded(string disposition, string? expected) =>
        Assert.Equal(expected, Corpus.Scan($"Content-Disposition: {disposition}\n\nx").Root.FileName);

    [Theory]
    [InlineData("Content-Type: nonsense")]
    [InlineData("Content-Type: text")]
    [InlineData("Content-Type:")]
    [InlineData("Content-Type: /plain")]
    [InlineData("X: y")]
    public void An_absent_or_invalid_type_is_plain_text_in_ASCII(string header)
    {
        // RFC 2045 §5.2
        Assert.StartsWith("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1 0 ", Structure(header), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_digest_is_a_message_unless_it_says_otherwise()
    {
        // RFC 2046 §5.1.5
        var digest = Corpus.Scan("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: in\n\ntext\n--b\nContent-Type: text/plain\n\nplain\n--b--\n");
        Assert.True(digest.Parts[1].IsMessage);
        Assert.Equal("text/plain", digest.Parts[3].Type + "/" + digest.Parts[3].Subtype);
    }

    [Fact]
    public void Eight_bit_values_are_extended_for_seven_bit_clients_and_plain_for_the_others()
    {
        var digest = Corpus.Scan("Content-Type: text/plain; name=Bücher\n\nx");
        Assert.Contains("(\"name*\" \"utf-8''B%C3%BCcher\")", Corpus.Text(digest.BodyStructure), StringComparison.Ordinal);
        Assert.Contains("(\"name\" \"Bücher\")", Corpus.Text(digest.BodyStructureUtf8), StringComparison.Ordinal);
    }
}
