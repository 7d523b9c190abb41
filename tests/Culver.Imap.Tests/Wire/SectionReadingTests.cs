using Culver.Imap.Wire;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class SectionReadingTests
{
    [Theory]
    [InlineData("[]", "", "Whole", "")]
    [InlineData("[1]", "1", "Whole", "")]
    [InlineData("[1.20.3]", "1.20.3", "Whole", "")]
    [InlineData("[9.9]", "9.9", "Whole", "")]
    [InlineData("[TEXT]", "", "Text", "")]
    [InlineData("[header]", "", "Header", "")]
    [InlineData("[HEADER.FIELDS (Date)]", "", "HeaderFields", "Date")]
    [InlineData("[header.fields.not (DATE \"from\")]", "", "HeaderFieldsNot", "DATE from")]
    [InlineData("[1.MIME]", "1", "Mime", "")]
    [InlineData("[1.2.TEXT]", "1.2", "Text", "")]
    [InlineData("[4.1.HEADER]", "4.1", "Header", "")]
    [InlineData("[4.HEADER.FIELDS (a b]c)]", "4", "HeaderFields", "a b]c")]
    [InlineData("[4.HEADER.FIELDS.NOT ({1}\r\na)]", "4", "HeaderFieldsNot", "a")]
    public void A_section_has_parts_and_text(string text, string part, string sectionText, string fields)
    {
        var section = All(text, (ref r) => r.Section());
        Assert.Equal(part, string.Join('.', section.Part));
        Assert.Equal(sectionText, section.Text.ToString());
        Assert.Equal(fields, string.Join(' ', section.Fields));
    }

    [Theory]
    [InlineData("", "expected \"[\" at byte 1")]
    [InlineData("[", "expected a part number, HEADER, HEADER.FIELDS or TEXT in a section at byte 2")]
    [InlineData("[MIME]", "expected a part number, HEADER, HEADER.FIELDS or TEXT in a section at byte 2")]
    [InlineData("[.TEXT]", "expected a part number, HEADER, HEADER.FIELDS or TEXT in a section at byte 2")]
    [InlineData("[TEXTS]", "expected a part number, HEADER, HEADER.FIELDS or TEXT in a section at byte 2")]
    [InlineData("[1.]", "expected HEADER, HEADER.FIELDS, TEXT or MIME in a section at byte 4")]
    [InlineData("[1.x]", "expected HEADER, HEADER.FIELDS, TEXT or MIME in a section at byte 4")]
    [InlineData("[0]", "expected a number above zero at byte 2")]
    [InlineData("[1.0]", "expected a number above zero at byte 4")]
    [InlineData("[1", "expected \"]\" behind a section at byte 3")]
    [InlineData("[1x]", "expected \"]\" behind a section at byte 3")]
    [InlineData("[TEXT ]", "expected \"]\" behind a section after TEXT at byte 6")]
    [InlineData("[HEADER.FIELDS]", "expected a space after HEADER.FIELDS at byte 15")]
    [InlineData("[HEADER.FIELDS ()]", "expected an astring after HEADER.FIELDS at byte 17")]
    [InlineData("[HEADER.FIELDS (a ]", "expected \")\" after HEADER.FIELDS at byte 20")]
    [InlineData("[HEADER.FIELDS ({3}\r\na\r\n)]", "expected the name of a header field after HEADER.FIELDS at byte 17")]
    public void What_is_no_section_is_refused(string text, string message) => Assert.Equal(message, Refused(text, (ref r) => r.Section()));

    [Fact]
    public void A_binary_section_has_only_parts()
    {
        Assert.Equal([], All("[]", (ref r) => r.SectionBinary()));
        Assert.Equal([1U, 2U], All("[1.2]", (ref r) => r.SectionBinary()));
        Assert.Equal("expected \"]\" behind a section at byte 3", Refused("[1.TEXT]", (ref r) => r.SectionBinary()));
        Assert.Equal("expected a number above zero of 32 bits at byte 2", Refused("[TEXT]", (ref r) => r.SectionBinary()));
        Assert.Equal("expected \"[\" at byte 1", Refused("1]", (ref r) => r.SectionBinary()));
    }

    [Fact]
    public void A_partial_range_is_octets_and_count()
    {
        Assert.Equal(new PartialRange(0, 1), All("<0.1>", (ref r) => r.Partial()));
        Assert.Equal(new PartialRange(long.MaxValue, long.MaxValue), All("<9223372036854775807.9223372036854775807>", (ref r) => r.Partial()));
        Assert.Equal((null, " <0.1>"), Some(" <0.1>", (ref r) => r.Partial()));
    }

    [Theory]
    [InlineData("<", "expected a number of 63 bits at byte 2")]
    [InlineData("<0>", "expected \".\" in a partial range at byte 3")]
    [InlineData("<0.0>", "expected a number above zero at byte 4")]
    [InlineData("<0.1", "expected \">\" behind a partial range at byte 5")]
    [InlineData("<0.1.2>", "expected \">\" behind a partial range at byte 5")]
    public void What_is_no_partial_range_is_refused(string text, string message) => Assert.Equal(message, Refused(text, (ref r) => r.Partial()));
}
