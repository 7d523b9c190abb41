using System.Buffers;
using System.Text;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Messages;

public sealed class HeaderCanonicalizerTests
{
    [Theory]
    // RFC 6376 §3.4.5, example 1
    [InlineData("A: X\r\n", "a:X\r\n")]
    [InlineData("B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n")]
    [InlineData("Subject:\r\n", "subject:\r\n")]
    [InlineData("Subject: \r\n \r\n", "subject:\r\n")]
    [InlineData("SUBJect:a\t\t b\r\n", "subject:a b\r\n")]
    [InlineData("Subject: a", "subject:a\r\n")]
    public void The_relaxed_form_is_as_RFC_6376_3_4_2_says(string field, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        HeaderCanonicalizer.Write(HeaderLine.Of(Encoding.ASCII.GetBytes(field)), Canonicalization.Relaxed, output);
        Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("X: a=1; b= q w \r\n e ; c=2\r\n", "x:a=1; b=; c=2")]
    [InlineData("X: a=1; b=qw\r\n", "x:a=1; b=")]
    public void The_value_of_b_is_as_if_it_were_empty(string field, string expected)
    {
        var line = HeaderLine.Of(Encoding.ASCII.GetBytes(field));
        Assert.True(Culver.MailAuth.Dkim.TagList.TryParse(line.Raw[line.ValueStart..], out var tags));
        var (start, length) = tags.Place("b").GetOffsetAndLength(line.Raw.Length - line.ValueStart);
        var output = new ArrayBufferWriter<byte>();
        HeaderCanonicalizer.WriteUnsigned(line, (line.ValueStart + start)..(line.ValueStart + start + length), Canonicalization.Relaxed, output);
        Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
    }
}
