using System.Buffers;
using System.Text;
using Culver.Delivery.Submission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Culver.Delivery.Tests.Submission;

/// <summary>What submission does to a header section (RFC 6409 §8), and what it leaves alone.</summary>
public sealed class HeaderTests
{
    private const string Complete = "From: ann@example.org\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\nMessage-ID: <1@x>\r\n";

    [Fact]
    public async Task A_complete_message_passes_octet_for_octet()
    {
        await using var house = await House.OpenAsync();
        const string message = Complete + "To: ben@example.org\r\nsubject:Folded\r\n line\r\nX-Empty:\r\n\r\nbody\r\nBcc: in the body\r\n";
        Assert.StartsWith("250", await house.SubmitAsync(message), StringComparison.Ordinal);
        Assert.Equal(message, House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
    }

    [Fact]
    public async Task A_missing_Date_and_Message_ID_are_added_behind_the_fields()
    {
        await using var house = await House.OpenAsync();
        Assert.StartsWith("250", await house.SubmitAsync("From: ann@example.org\r\nSubject: x\r\n\r\nbody\r\n"), StringComparison.Ordinal);
        Assert.Matches(
            "^From: ann@example\\.org\r\nSubject: x\r\nDate: [A-Z][a-z]{2}, \\d+ [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\r\nMessage-ID: <[a-z0-9]{26}@example\\.org>\r\n\r\nbody\r\n$",
            House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
    }

    [Fact]
    public async Task A_message_without_From_is_from_who_sent_it()
    {
        await using var house = await House.OpenAsync();
        Assert.StartsWith("250", await house.SubmitAsync("Subject: x\r\n\r\nbody\r\n", from: "info@example.org"), StringComparison.Ordinal);
        Assert.Contains("Subject: x\r\nFrom: info@example.org\r\nDate: ", (await house.ReadAsync(house.Ben)).Single(), StringComparison.Ordinal);
    }

    [Fact] // RFC 8601 §5: a user is no server whose results could stand under our name.
    public async Task Results_that_bear_our_name_go_and_those_of_others_stay()
    {
        await using var house = await House.OpenAsync();
        var name = house.Mail.Services.GetRequiredService<IOptions<MailAuthOptions>>().Value.AuthservId;
        const string theirs = "Authentication-Results: other.example; dkim=pass\r\n";
        Assert.StartsWith("250", await house.SubmitAsync($"Authentication-Results: {name};\r\n dkim=pass header.d=bank.example\r\n{theirs}{Complete}\r\nbody\r\n", cut: true), StringComparison.Ordinal);
        Assert.Equal(theirs + Complete + "\r\nbody\r\n", House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
    }

    [Theory]
    [InlineData("Bcc: secret@example.com\r\n")]
    [InlineData("bCC : a@example.com,\r\n b@example.com,\r\n\tc@example.com\r\n")]
    [InlineData("BCC:\r\n")]
    [InlineData("Bcc: \r\n \r\n")]
    [InlineData("Resent-Bcc: secret@example.com\r\n")]
    [InlineData("Return-Path: <secret@example.com>\r\n")]
    public async Task Blind_copies_and_return_paths_go_wherever_they_stand(string field)
    {
        foreach (var message in (string[])[field + Complete + "\r\nbody\r\n", Complete + field + "\r\nbody\r\n", Complete + field + "X-Bcc: stays\r\n\r\nbody\r\n", field + field + Complete + "\r\nbody\r\n"])
        {
            await using var house = await House.OpenAsync();
            Assert.StartsWith("250", await house.SubmitAsync(message, cut: true), StringComparison.Ordinal);
            Assert.Equal(message.Replace(field, "", StringComparison.Ordinal), House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
        }
    }

    [Theory]
    [InlineData("Message-ID:\r\n")]
    [InlineData("Message-ID: none\r\n")]
    [InlineData("Message-Id: <nothing>\r\n")]
    [InlineData("MESSAGE-ID: <@x>\r\n")]
    public async Task What_is_no_Message_ID_is_replaced(string field)
    {
        await using var house = await House.OpenAsync();
        Assert.StartsWith("250", await house.SubmitAsync("From: ann@example.org\r\nDate: x\r\n" + field + "Subject: x\r\n\r\nbody\r\n"), StringComparison.Ordinal);
        Assert.Matches("^From: ann@example\\.org\r\nDate: x\r\nSubject: x\r\nMessage-ID: <[a-z0-9]{26}@example\\.org>\r\n\r\nbody\r\n$", House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
    }

    [Theory]
    [InlineData("just a body\r\n", "just a body\r\n")]
    [InlineData("\r\nbody\r\n", "body\r\n")]
    [InlineData(" folded at the start\r\n", " folded at the start\r\n")]
    [InlineData("From ann Sat Jan  1 00:00:00 2000\r\nFrom: x\r\n", "From ann Sat Jan  1 00:00:00 2000\r\nFrom: x\r\n")]
    public async Task What_has_no_header_section_gets_one(string content, string body)
    {
        foreach (var cut in (bool[])[false, true])
        {
            await using var house = await House.OpenAsync();
            Assert.StartsWith("250", await house.SubmitAsync(content, cut: cut), StringComparison.Ordinal);
            var stored = House.WithoutTrace((await house.ReadAsync(house.Ben)).Single());
            Assert.StartsWith("From: ann@example.org\r\nDate: ", stored, StringComparison.Ordinal);
            Assert.EndsWith(">\r\n\r\n" + body, stored, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_that_is_all_header_is_ended_well()
    {
        await using var house = await House.OpenAsync();
        Assert.StartsWith("250", await house.SubmitAsync(Complete), StringComparison.Ordinal);
        Assert.Equal(Complete + "\r\n", House.WithoutTrace((await house.ReadAsync(house.Ben)).Single()));
    }

    [Fact]
    public async Task A_header_section_beyond_the_limit_is_refused()
    {
        await using var house = await House.OpenAsync(options => options.Submission.MaxHeaderSize = 16 * 1024);
        Assert.StartsWith("250", await house.SubmitAsync(Complete + "X: " + new string('x', 15_000) + "\r\n\r\n" + new string('b', 40_000) + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("554 5.6.0 The header section is too large", await house.SubmitAsync(Complete + "X: " + new string('x', 17_000) + "\r\n\r\nbody\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void However_a_message_is_cut_the_outcome_is_the_same()
    {
        var message = Encoding.ASCII.GetBytes("Received: x\r\nbcc : a,\r\n b\r\nFrom:\r\n ann@example.org\r\nMessage-ID: bad\r\nMessage-ID: <1@x>\r\n"
            + new string('L', 40) + ": long\r\nBcc:\r\nSender: me\r\n\r\nbody\r\nbcc: x\r\n");
        var whole = Rewrite(message, message.Length);
        Assert.Equal("Received: x\r\nFrom:\r\n ann@example.org\r\nMessage-ID: <1@x>\r\n" + new string('L', 40) + ": long\r\nSender: me\r\n|\r\n|body\r\nbcc: x\r\n", whole);
        for (var piece = 1; piece < message.Length; piece++)
            Assert.Equal(whole, Rewrite(message, piece));
    }

    [Fact]
    public void A_message_that_ends_anywhere_in_its_header_section_is_a_message()
    {
        var message = Encoding.ASCII.GetBytes("From: a@b\r\nBcc: c\r\n d\r\nMessage-ID: <1@x>\r\nSubject : z\r\n\r\n");
        for (var length = 0; length <= message.Length; length++)
        {
            var rewriter = new HeaderRewriter(100_000, takesSender: false);
            var output = new ArrayBufferWriter<byte>();
            rewriter.Rewrite(message.AsSpan(0, length), output);
            rewriter.Finish(output);
            var text = Encoding.ASCII.GetString(output.WrittenSpan) + "Date: x\r\n" + Encoding.ASCII.GetString(rewriter.Pending.Span);
            Assert.DoesNotContain("Bcc:", text, StringComparison.Ordinal);
            Assert.Matches("(^|\r\n)Date: x\r\n\r\n", text);
        }
    }

    private static string Rewrite(byte[] message, int piece)
    {
        var rewriter = new HeaderRewriter(100_000, takesSender: false);
        var output = new ArrayBufferWriter<byte>();
        var at = 0;
        while (at < message.Length && !rewriter.Ended)
            at += rewriter.Rewrite(message.AsSpan(at, Math.Min(piece, message.Length - at)), output);
        rewriter.Finish(output);
        return Encoding.ASCII.GetString(output.WrittenSpan) + "|" + Encoding.ASCII.GetString(rewriter.Pending.Span) + "|" + Encoding.ASCII.GetString(message.AsSpan(at));
    }
}
