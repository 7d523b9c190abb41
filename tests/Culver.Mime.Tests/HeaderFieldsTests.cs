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

    [Theory]
    [InlineData("A: 1\r\nB: 2\r\nC: 3\r\n\r\n", "a,c", false)]
    [InlineData("A: 1\r\nnot a field\r\nA: 2\r\n\r\nA: body", "a", false)]
    [InlineData("A: 1\r\nnot a field\r\nA: 2", "a", false)]
    [InlineData("A: 1\r\nA: 2\r\nlast: 3\r\n", "x", true)]
    [InlineData("", "a", false)]
    [InlineData("\r\n", "a", true)]
    [InlineData(": no name but a line that is long enough\r\nA-Name-As-Long-As-A-Vector-Of-32-: 1\r\n\r\n", "a-name-as-long-as-a-vector-of-32-", false)]
    [InlineData("Spaced \t: before the colon, in a long line\r\nSp aced: is no name, in a line as long\r\n\r\n", "spaced", false)]
    [InlineData("@: 1\r\n`: 2\r\n[: 3\r\n{: 4\r\n\r\n", "@,{", false)]
    public void The_slices_are_what_is_written(string header, string names, bool except) => Select(header, names, except);

    [Fact]
    public void Long_fields_are_split_where_short_ones_are()
    {
        foreach (var name in new[] { "A", "A-1", "Sp ", "Ü", "x\u007f", "", "an-extraordinarily-long-name-of-a-field" })
        {
            var found = new List<bool>();
            foreach (var value in new[] { "", new string('v', 64) })
            {
                var octets = System.Text.Encoding.UTF8.GetBytes($"{name}:{value}\r\n");
                var fields = new HeaderFields(octets).GetEnumerator();
                found.Add(fields.MoveNext());
                if (found[^1])
                    Assert.Equal(name.TrimEnd(), Corpus.Text(fields.Current.Name));
            }

            Assert.Equal(found[0], found[1]);
        }
    }

    [Fact]
    public void More_slices_than_there_is_room_for_are_refused()
    {
        var header = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("A: 1\r\nB: 2\r\n", 3)) + "\r\n");
        var slices = new HeaderSlice[4];
        Assert.True(HeaderFields.TrySelect(header, new("a"), except: false, slices, out var count));
        Assert.Equal(4, count);
        Assert.False(HeaderFields.TrySelect(header, new("a"), except: false, slices.AsSpan(0, 3), out _));
    }

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
        var octets = System.Text.Encoding.UTF8.GetBytes(header);
        var set = new HeaderFieldSet(names.Split(','));
        HeaderFields.WriteSelected(octets, set, except, output);
        Assert.Equal(Corpus.Text(output.WrittenSpan), Slices(octets, set, except));
        return Corpus.Text(output.WrittenSpan);
    }

    private static string Slices(byte[] header, HeaderFieldSet names, bool except)
    {
        Span<HeaderSlice> slices = new HeaderSlice[16];
        Assert.True(HeaderFields.TrySelect(header, names, except, slices, out var count));
        var text = "";
        foreach (var slice in slices[..count])
        {
            Assert.True(slice.Length > 0);
            text += Corpus.Text(header.AsSpan(slice.Offset, slice.Length));
        }

        return text;
    }
}
