using System.Buffers;
using Culver.Mime.Headers;

namespace Culver.Mime.Tests;

public sealed class HeaderFieldsTests
{
    private const string Header = "Received: one\r\nFROM: a@b\r\n\tfolded\r\nX-Bad line\r\nSubject : spaced\r\nreceived: two\r\n\r\n";

    // RFC 9051 §6.4.5.1: matching is ASCII case-insensitive, in message order, octet for octet, with the blank line.
    [Theory]
    [InlineData("from,subject", "FROM: a@b\r\n\tfolded\r\nSubject : spaced\r\n\r\n")]
    [InlineData("subject,from", "FROM: a@b\r\n\tfolded\r\nSubject : spaced\r\n\r\n")]
    [InlineData("RECEIVED", "Received: one\r\nreceived: two\r\n\r\n")]
    [InlineData("X-None", "\r\n")]
    public void Chosen_fields_come_in_message_order_as_they_stand(string names, string expected) =>
        Assert.Equal(expected, Select(Header, names, except: false));

    [Fact]
    public void All_but_the_named_fields_come_with_NOT() =>
        Assert.Equal("FROM: a@b\r\n\tfolded\r\nSubject : spaced\r\n\r\n", Select(Header, "received", except: true));

    [Fact]
    public void A_header_without_a_blank_line_gives_none() =>
        Assert.Equal("A: 1\r\n", Select("A: 1\r\nB: 2\r\n", "a", except: false));

    [Fact]
    public void A_name_is_matched_whole() => Assert.Equal("\r\n", Select("From: x\r\nFro: y\r\n\r\n", "fr", except: false));

    [Fact]
    public void Bare_line_feeds_end_lines_too() => Assert.Equal("A: 1\n 2\n\n", Select("A: 1\n 2\nB: 3\n\nbody", "A", except: false));

    [Fact]
    public void Fields_tell_their_place_and_parts()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Header);
        Assert.True(new HeaderFields(bytes).TryGetFirst("subject"u8, out var field));
        Assert.Equal("Subject", Corpus.Text(field.Name));
        Assert.Equal(" spaced\r\n", Corpus.Text(field.RawValue));
        Assert.Equal(Header.IndexOf("Subject", StringComparison.Ordinal), field.Offset);
    }

    private static string Select(string header, string names, bool except)
    {
        var output = new ArrayBufferWriter<byte>();
        HeaderFields.WriteSelected(System.Text.Encoding.UTF8.GetBytes(header), new HeaderFieldSet(names.Split(',')), except, output);
        return Corpus.Text(output.WrittenSpan);
    }
}
