namespace Culver.Mime.Tests;

public sealed class SubjectAndDateTests
{
    // RFC 5256 §2.1, each step.
    [Theory]
    [InlineData("Hello", "Hello", false)]
    [InlineData("Re: Hello", "Hello", true)]
    [InlineData("RE: re:  Re : Hello", "Hello", true)]
    [InlineData("Fwd: Hello", "Hello", true)]
    [InlineData("FW: Hello", "Hello", true)]
    [InlineData("Re[4]: Hello", "Hello", true)]
    [InlineData("Re [4] : Hello", "Hello", true)]
    [InlineData("[list] Hello", "Hello", false)]
    [InlineData("[list] Re: [list] Hello", "Hello", true)]
    [InlineData("[list] [other] Re: Hello", "Hello", true)]
    [InlineData("[only]", "[only]", false)]
    [InlineData("[a][b]", "[b]", false)]
    [InlineData("[a] [b] c", "c", false)]
    [InlineData("Hello (fwd)", "Hello", true)]
    [InlineData("Hello (FWD) (fwd)  ", "Hello", true)]
    [InlineData("[Fwd: Hello]", "Hello", true)]
    [InlineData("[Fwd: Re: [Fwd: Hello (fwd)]]", "Hello", true)]
    [InlineData("[Fwd: Hello", "[Fwd: Hello", false)]
    [InlineData("Re:", "", true)]
    [InlineData("", "", false)]
    [InlineData("a\t b   c", "a b c", false)]
    [InlineData("Result: none", "Result: none", false)]
    [InlineData("Re Hello", "Re Hello", false)]
    [InlineData("Fwdx: Hello", "Fwdx: Hello", false)]
    [InlineData("[a[b] Hello", "[a[b] Hello", false)]
    [InlineData("=?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?=", "Grüße", true)]
    public void The_base_subject_is_extracted_by_the_seven_steps(string subject, string expected, bool isReply)
    {
        var digest = Corpus.Scan($"Subject: {subject}\n\nx");
        Assert.Equal(expected, digest.BaseSubject);
        Assert.Equal(isReply, digest.IsReplyOrForward);
    }

    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("21 Nov 1997 09:55 -0600", "1997-11-21T09:55:00-06:00")]
    [InlineData("Thu,\r\n 13\r\n Feb\r\n 1969\r\n 23:32\r\n -0330 (Newfoundland Time)", "1969-02-13T23:32:00-03:30")]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00")]
    [InlineData("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("1 Jan 49 00:00:00 UT", "2049-01-01T00:00:00+00:00")] // RFC 5322 §4.3: two digits
    [InlineData("1 Jan 50 00:00:00 UT", "1950-01-01T00:00:00+00:00")]
    [InlineData("1 Jan 100 00:00:00 UT", "2000-01-01T00:00:00+00:00")] // three digits
    [InlineData("1 Jul 2003 10:52:37 EDT", "2003-07-01T10:52:37-04:00")]
    [InlineData("1 Jul 2003 10:52:37 EST", "2003-07-01T10:52:37-05:00")]
    [InlineData("1 Jul 2003 10:52:37 CDT", "2003-07-01T10:52:37-05:00")]
    [InlineData("1 Jul 2003 10:52:37 CST", "2003-07-01T10:52:37-06:00")]
    [InlineData("1 Jul 2003 10:52:37 MDT", "2003-07-01T10:52:37-06:00")]
    [InlineData("1 Jul 2003 10:52:37 MST", "2003-07-01T10:52:37-07:00")]
    [InlineData("1 Jul 2003 10:52:37 PDT", "2003-07-01T10:52:37-07:00")]
    [InlineData("1 Jul 2003 10:52:37 pst", "2003-07-01T10:52:37-08:00")]
    [InlineData("1 Jul 2003 10:52:37 A", "2003-07-01T10:52:37+00:00")] // military zones count as -0000
    [InlineData("1 Jul 2003 10:52:37 z", "2003-07-01T10:52:37+00:00")]
    [InlineData("1 Jul 2003 10:52:37 CEST", "2003-07-01T10:52:37+00:00")] // unknown names too
    [InlineData("1 Jul 2003 10:52:37 GMT+0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37", "2003-07-01T10:52:37+00:00")]
    [InlineData("Tue, 1 Jul 2003", "2003-07-01T00:00:00+00:00")]
    [InlineData("Tue, 1 July 2003 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue Jul  1 10:52:37 2003", "2003-07-01T10:52:37+00:00")]
    [InlineData("Tue Jul  1 10:52:37 EDT 2003", "2003-07-01T10:52:37-04:00")]
    [InlineData("Tue, 1-Jul-03 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("2003-07-01T10:52:37+02:00", "2003-07-01T10:52:37+02:00")]
    [InlineData("2003-07-01T10:52:37Z", "2003-07-01T10:52:37+00:00")]
    [InlineData("2003-07-01 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37.123 +0200", "2003-07-01T10:52:37+02:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 PM +0200", "2003-07-01T22:52:37+02:00")]
    [InlineData("Tue, 1 Jul 2003 25:61:61 +0200", "2003-07-01T00:00:00+02:00")] // RFC 5256 §2.2: invalid time
    [InlineData("Tue, 1 Jul 2003 10:52:37 +9999", "2003-07-01T10:52:37+00:00")] // invalid zone
    [InlineData("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00")]
    [InlineData("Wed, 31 Feb 2003 10:52:37 +0200", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData("1", null)]
    public void Dates_of_every_shape_are_read_with_their_own_zone(string date, string? expected)
    {
        var sent = Corpus.Scan($"Date: {date}\n\nx").SentDate;
        Assert.Equal(expected, sent?.ToString("yyyy-MM-ddTHH:mm:sszzz"));
    }

    [Theory]
    [InlineData("<1234@local.machine.example>", "1234@local.machine.example")]
    [InlineData("<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com>", "01KF8JCEOCBS0045PS@xxx.yyy.com")] // RFC 5256 §3
    [InlineData("<1234   @   local(blah)  .machine .example>", "1234@local.machine.example")]
    [InlineData("junk <a@b> more", "a@b")]
    [InlineData("<no-at-sign>", null)]
    [InlineData("<unclosed@x", null)]
    [InlineData("<x <a@b>", "a@b")]
    public void Message_ids_are_normalised(string raw, string? id) => Assert.Equal(id, Corpus.Scan($"Message-ID: {raw}\n\nx").MessageId);

    [Theory]
    [InlineData("References: <a@b> <c@d>\n <e@f>\nIn-Reply-To: <x@y>\n", "a@b c@d e@f")]
    [InlineData("References: nothing valid\nIn-Reply-To: Your message <x@y> <z@z>\n", "x@y")] // only the first
    [InlineData("In-Reply-To: <x@y>\n", "x@y")]
    [InlineData("Subject: x\n", "")]
    public void References_follow_RFC_5256(string header, string expected) =>
        Assert.Equal(expected, string.Join(' ', Corpus.Scan(header + "\nx").References));
}
