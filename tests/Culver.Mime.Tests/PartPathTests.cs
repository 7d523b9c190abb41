namespace Culver.Mime.Tests;

public sealed class PartPathTests
{
    private static string? Body(string name, params int[] path)
    {
        var message = Corpus.Message(name);
        var digest = Corpus.Scan(message);
        return digest.TryFindPart(path, out var part) ? Corpus.Text(message.AsSpan((int)part.BodyOffset, (int)part.BodyLength)) : null;
    }

    // The numbering of RFC 9051 §6.4.5.1.
    [Theory]
    [InlineData("one", 1)]
    [InlineData("two", 2)]
    [InlineData("three.one", 3, 1)]
    [InlineData("three.two", 3, 2)]
    [InlineData("GIF", 4, 1)]
    [InlineData("four.two.one", 4, 2, 1)]
    [InlineData("four.two.two.one", 4, 2, 2, 1)]
    [InlineData("four.two.two.two", 4, 2, 2, 2)]
    [InlineData(null, 5)]
    [InlineData(null, 1, 1)]
    [InlineData(null, 3, 3)]
    [InlineData(null, 4, 2, 2, 3)]
    [InlineData(null, 0)]
    public void Parts_are_numbered_as_the_RFC_numbers_them(string? expected, params int[] path) => Assert.Equal(expected, Body("rfc9051-numbering", path));

    [Fact]
    public void The_header_and_text_of_an_embedded_message_are_found_through_its_part()
    {
        var message = Corpus.Message("rfc9051-numbering");
        var digest = Corpus.Scan(message);
        Assert.True(digest.TryFindPart([4, 2], out var part));
        Assert.True(part.IsMessage);
        var inner = part.EmbeddedMessage;
        Assert.StartsWith("From: deep@example.org\r\n", Corpus.Text(message.AsSpan((int)inner.HeaderOffset, (int)inner.HeaderLength)), StringComparison.Ordinal);
        Assert.StartsWith("--deep\r\n", Corpus.Text(message.AsSpan((int)inner.BodyOffset, (int)inner.BodyLength)), StringComparison.Ordinal);
        Assert.Equal("Content-Type: message/rfc822\r\n\r\n", Corpus.Text(message.AsSpan((int)part.HeaderOffset, (int)part.HeaderLength)));
    }

    [Fact]
    public void A_message_that_is_no_multipart_has_part_one()
    {
        Assert.StartsWith("This is a message", Body("rfc5322-a1-1-simple", 1), StringComparison.Ordinal);
        Assert.Null(Body("rfc5322-a1-1-simple", 2));
        Assert.Null(Body("rfc5322-a1-1-simple", 1, 1));
    }

    [Fact]
    public void A_message_that_is_a_message_has_part_one_and_one_point_one()
    {
        Assert.StartsWith("From: inner@example.org", Body("message-rfc822-top", 1), StringComparison.Ordinal);
        Assert.Equal("Inner text.\r\n", Body("message-rfc822-top", 1, 1));
        Assert.Null(Body("message-rfc822-top", 1, 2));
    }

    [Fact]
    public void An_empty_path_is_the_message_itself()
    {
        var digest = Corpus.Scan(Corpus.Message("rfc9051-numbering"));
        Assert.True(digest.TryFindPart([], out var part));
        Assert.Equal(0, part.Index);
        Assert.Equal(digest.Root, part);
    }

    [Fact]
    public void Bare_line_feeds_leave_offsets_right()
    {
        Assert.Equal("one\ntwo", Body("bare-lf", 1));
        Assert.Equal("text", Body("bare-lf", 2, 1));
    }

    [Fact]
    public void A_multipart_without_parts_has_one_empty_part() => Assert.Equal("", Body("boundary-never-seen", 1));
}
