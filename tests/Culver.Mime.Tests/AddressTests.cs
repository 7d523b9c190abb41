using Culver.Mime.Headers;

namespace Culver.Mime.Tests;

public sealed class AddressTests
{
    private static string Parse(string value) => string.Join(" | ", AddressList.Parse(System.Text.Encoding.UTF8.GetBytes(value)).Select(Show));

    private static string Show(MailAddress a) =>
        a.IsGroupEnd ? ";" : a.IsGroupStart ? a.Mailbox + ":" : $"{a.Name ?? "-"} {a.Route ?? "-"} {a.Mailbox} {a.Host}";

    // RFC 5322 appendix A.
    [Theory]
    [InlineData("John Doe <jdoe@machine.example>", "John Doe - jdoe machine.example")]
    [InlineData("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>", "Mary Smith - mary x.test | - - jdoe example.org | Who? - one y.test")]
    [InlineData("<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>", "- - boss nil.test | Giant; \"Big\" Box - sysservices example.net")]
    [InlineData("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;", "A Group: | Ed Jones - c a.test | - - joe where.test | John - jdoe one.test | ;")]
    [InlineData("Undisclosed recipients:;", "Undisclosed recipients: | ;")]
    [InlineData("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete - pete silly.test")]
    [InlineData("A Group(Some people)\r\n  :Chris Jones <c@(Chris's host.)public.example>,\r\n  joe@example.org,\r\n John <jdoe@one.test> (my dear friend); (the end of the group)", "A Group: | Chris Jones - c public.example | - - joe example.org | John - jdoe one.test | ;")]
    [InlineData("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", "Hidden recipients: | ;")]
    [InlineData("Joe Q. Public <john.q.public@example.com>", "Joe Q. Public - john.q.public example.com")]
    [InlineData("Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example", "Mary Smith @node.test mary example.net | - - jdoe test.example")]
    [InlineData("John Doe <jdoe@machine(comment).  example>", "John Doe - jdoe machine.example")]
    public void The_examples_of_RFC_5322_are_read(string value, string expected) => Assert.Equal(expected, Parse(value));

    [Theory]
    [InlineData("fred@example.org (Fred Foobar)", "Fred Foobar - fred example.org")]
    [InlineData("\"odd local\"@example.org", "- - odd local example.org")]
    [InlineData("<\"a\\\"b\"@example.org>", "- - a\"b example.org")]
    [InlineData("x@[127.0.0.1]", "- - x [127.0.0.1]")]
    [InlineData("X <x@[IPv6:::1]>", "X - x [IPv6:::1]")]
    [InlineData("=?utf-8?Q?Doe,_J=C3=B6rg?= <j@example.org>, k@example.org", "Doe, Jörg - j example.org | - - k example.org")]
    [InlineData("root", "- - root ")]
    [InlineData("Two Words", "Two Words -  ")]
    [InlineData("Fred Foo fred@example.org", "Fred Foo - fred example.org")]
    [InlineData("a@example.org b@example.org", "- - a example.org | - - b example.org")]
    [InlineData("a@example.org; b@example.org", "- - a example.org | - - b example.org")]
    [InlineData("mailto:e@example.org", "- - e example.org")]
    [InlineData("g@example.org <g@example.org>", "g@example.org - g example.org")]
    [InlineData("<<f@example.org>>", "- - f example.org")]
    [InlineData("<@a,@b:six@example.org>", "- @a,@b six example.org")]
    [InlineData("open <o@example.org", "open - o example.org")]
    [InlineData("Team: a@example.org", "Team: | - - a example.org | ;")]
    [InlineData("john . doe@example.org", "- - john.doe example.org")]
    [InlineData("", "")]
    [InlineData(" , ,; ", "")]
    [InlineData("Jörg <jörg@bücher.example>", "Jörg - jörg bücher.example")]
    public void Addresses_as_they_are_found_are_read_tolerantly(string value, string expected) => Assert.Equal(expected, Parse(value));

    [Fact]
    public void Absent_or_empty_Sender_and_ReplyTo_are_given_the_From_and_the_others_are_NIL()
    {
        // RFC 9051 §7.5.2
        var digest = Corpus.Scan("From: a@b\nSender:\nTo:\nSubject:\n\nx");
        Assert.Equal("(NIL \"\" ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL)", Corpus.Text(digest.Envelope));
    }

    [Fact]
    public void An_international_address_is_shown_to_seven_bit_clients_as_one_that_belongs_to_nobody()
    {
        // RFC 6858 §2.1
        var digest = Corpus.Scan("From: Fred <fred@EXÄMPLE.com>\n\nx");
        var from = (object?[])((object?[])((object?[])ImapValue.Parse(digest.Envelope.Span, utf8: false)!)[2]!)[0]!;
        Assert.Equal("invalid", from[2]);
        Assert.Equal("internationalized-address.invalid", from[3]);
        Assert.Equal("Fred <fred@EXÄMPLE.com>", HeaderText.Decode(System.Text.Encoding.ASCII.GetBytes((string)from[0]!)));
        Assert.Contains("((\"Fred\" NIL \"fred\" \"EXÄMPLE.com\"))", Corpus.Text(digest.EnvelopeUtf8), StringComparison.Ordinal);
        Assert.Equal("fred", digest.SortFrom);
        Assert.Equal("Fred", digest.DisplayFrom);
    }
}
