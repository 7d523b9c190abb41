using Culver.Imap.Wire;
using Xunit;
using static Culver.Imap.Tests.Wire.Read;

namespace Culver.Imap.Tests.Wire;

public sealed class ImapReaderTests
{
    private const string AtomChars = "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~";

    [Fact]
    public void An_atom_takes_every_atom_char() => Assert.Equal(AtomChars, All(AtomChars, (ref r) => r.Atom()));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("{")]
    [InlineData(" ")]
    [InlineData("%")]
    [InlineData("*")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("]")]
    [InlineData("\0")]
    [InlineData("\t")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\u007f")]
    [InlineData("\u0080")]
    [InlineData("\u00ff")]
    public void An_atom_ends_before_an_atom_special(string special)
    {
        Assert.Equal(("a", special + "b"), Some("a" + special + "b", (ref r) => r.Atom()));
        Assert.Equal("expected an atom at byte 1", Refused(special, (ref r) => r.Atom()));
    }

    [Fact]
    public void Nothing_is_no_atom() => Assert.Equal("expected an atom at byte 1", Refused("", (ref r) => r.Atom()));

    [Theory]
    [InlineData("A142", "")]
    [InlineData("a]b!", "")]
    [InlineData("a", "+b")]
    [InlineData("a", "*")]
    public void A_tag_takes_astring_chars_without_plus(string tag, string rest) =>
        Assert.Equal((tag, rest), Some(tag + rest, (ref r) => Latin(r.Tag())));

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("+")]
    [InlineData("\"a\"")]
    public void What_is_no_tag_is_refused(string text) => Assert.Equal("expected a tag at byte 1", Refused(text, (ref r) => r.Tag()));

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a]c", "a]c")]
    [InlineData("NIL", "NIL")]
    [InlineData("\"\"", "")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"\\\"\\\\\"", "\"\\")]
    [InlineData("\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("\"(){}%*]\"", "(){}%*]")]
    [InlineData("\"\t\u0001\u007f\"", "\t\u0001\u007f")]
    [InlineData("\"\u00c3\u00a9\"", "\u00e9")]
    [InlineData("{0}\r\n", "")]
    [InlineData("{3}\r\na\"b", "a\"b")]
    [InlineData("{3+}\r\na\r\n", "a\r\n")]
    [InlineData("{3}\nabc", "abc")]
    [InlineData("{003}\r\nabc", "abc")]
    public void An_astring_is_an_atom_a_quoted_string_or_a_literal(string text, string value) =>
        Assert.Equal(value, All(text, (ref r) => r.AString()));

    [Theory]
    [InlineData("", "expected an astring at byte 1")]
    [InlineData("(", "expected an astring at byte 1")]
    [InlineData("\u00e9", "expected an astring at byte 1")]
    [InlineData("~{1}\r\na", null)]
    [InlineData("\"", "expected a closing quote at byte 2")]
    [InlineData("\"abc", "expected a closing quote at byte 5")]
    [InlineData("\"a\rb\"", "expected a closing quote before CR, LF or NUL at byte 3")]
    [InlineData("\"a\nb\"", "expected a closing quote before CR, LF or NUL at byte 3")]
    [InlineData("\"a\0b\"", "expected a closing quote before CR, LF or NUL at byte 3")]
    [InlineData("\"a\\b\"", "expected a quote or backslash behind a backslash at byte 4")]
    [InlineData("\"a\\", "expected a quote or backslash behind a backslash at byte 4")]
    [InlineData("\"a\\\"", "expected a closing quote at byte 5")]
    [InlineData("\"\u00e9\"", "expected text in UTF-8 at byte 4")]
    [InlineData("{}\r\n", "expected the size of a literal at byte 2")]
    [InlineData("{x}\r\n", "expected the size of a literal at byte 2")]
    [InlineData("{9223372036854775808}\r\n", "expected the size of a literal at byte 2")]
    [InlineData("{3\r\nabc", "expected \"}\" behind the size of a literal at byte 3")]
    [InlineData("{3-}\r\nabc", "expected \"}\" behind the size of a literal at byte 3")]
    [InlineData("{3}abc", "expected a line end behind the size of a literal at byte 4")]
    [InlineData("{3}\rabc", "expected a line end behind the size of a literal at byte 5")]
    [InlineData("{3}\r\nab", "expected as many octets as the literal announced at byte 6")]
    [InlineData("{2147483648}\r\nab", "expected as many octets as the literal announced at byte 15")]
    [InlineData("{3}\r\na\0b", "expected a literal without NUL at byte 9")]
    public void What_is_no_astring_is_refused(string text, string? message)
    {
        if (message is null)
        {
            Assert.Equal("~", Some(text, (ref r) => r.AString()).Value);
        }
        else
        {
            Assert.Equal(message, Refused(text, (ref r) => r.AString()));
        }
    }

    [Fact]
    public void A_string_is_no_atom() => Assert.Equal("expected a string at byte 1", Refused("abc", (ref r) => r.String()));

    [Fact]
    public void A_string_is_quoted_or_literal()
    {
        Assert.Equal("a", All("\"a\"", (ref r) => r.String()));
        Assert.Equal("a", All("{1}\r\na", (ref r) => r.String()));
    }

    [Fact]
    public void A_quoted_string_begins_with_a_quote() => Assert.Equal("expected a quoted string at byte 1", Refused("{1}\r\na", (ref r) => r.Quoted()));

    [Theory]
    [InlineData("NIL", null)]
    [InlineData("nil", null)]
    [InlineData("\"NIL\"", "NIL")]
    [InlineData("\"\"", "")]
    [InlineData("{3}\r\nNIL", "NIL")]
    public void An_nstring_is_a_string_or_nil(string text, string? value) => Assert.Equal(value, All(text, (ref r) => r.NString()));

    [Theory]
    [InlineData("NILL")]
    [InlineData("atom")]
    [InlineData("")]
    public void What_is_no_nstring_is_refused(string text) =>
        Assert.Equal("expected a string or NIL at byte 1", Refused(text, (ref r) => r.NString()));

    [Fact]
    public void Nil_does_not_become_the_word_that_errors_are_after() =>
        Assert.Equal("expected a space after ID at byte 7", Refused("ID NIL", (ref r) =>
        {
            r.Keyword("ID"u8);
            r.Space();
            r.TryNil();
            r.Space();
        }));

    [Fact]
    public void A_literal8_carries_nul()
    {
        Assert.Equal(("a\0b", true, 3L), All("~{3}\r\na\0b", (ref r) => View(r.Literal8())));
        Assert.Equal(("a\0b", true, 3L), All("~{3+}\r\na\0b", (ref r) => View(r.AnyLiteral())));
        Assert.Equal(("abc", false, 3L), All("{3}\r\nabc", (ref r) => View(r.AnyLiteral())));
    }

    [Theory]
    [InlineData("{1}\r\na")]
    [InlineData("~")]
    [InlineData("~1}")]
    [InlineData("")]
    public void What_is_no_literal8_is_refused(string text) => Assert.Equal("expected a literal8 at byte 1", Refused(text, (ref r) => r.Literal8()));

    [Fact]
    public void A_message_is_a_literal()
    {
        Assert.Equal("expected a literal at byte 1", Refused("\"a\"", (ref r) => r.AnyLiteral()));
        Assert.Equal("expected a literal at byte 1", Refused("", (ref r) => r.AnyLiteral()));
        Assert.Equal("expected a literal at byte 1", Refused("~{1}\r\na", (ref r) => r.Literal()));
    }

    [Fact]
    public void A_staged_literal_is_a_handle()
    {
        var staged = new StagedLiteral(new RecordingSink(), 5, 7, isBinary: true);
        var command = new CommandText(Octets("~{7}\r\n)").AsMemory(), [new(new RecordingSink(), 99, 1, false), new StagedLiteral(new RecordingSink(), 6, 7, true), staged]);
        var reader = new ImapReader(command, WireMode.Rev1);
        var literal = reader.AnyLiteral();
        Assert.Same(command.Staged![1], literal.Staged);
        Assert.Equal(7, literal.Size);
        Assert.True(literal.IsBinary);
        Assert.True(literal.Bytes.IsEmpty);
        Assert.Equal(")", Latin(reader.Rest));
    }

    [Fact]
    public void A_staged_literal_is_no_string()
    {
        var command = new CommandText(Octets("{7}\r\n").AsMemory(), [new(new RecordingSink(), 5, 7, false)]);
        var message = Assert.Throws<ImapSyntaxException>(() => new ImapReader(command, WireMode.Rev1).AString()).Message;
        Assert.Equal("expected a literal of a few octets at byte 6", message);
    }

    [Theory]
    [InlineData("0", 0U)]
    [InlineData("007", 7U)]
    [InlineData("4294967295", 4294967295U)]
    public void A_number_has_32_bits(string text, uint value) => Assert.Equal(value, All(text, (ref r) => r.Number()));

    [Theory]
    [InlineData("4294967296")]
    [InlineData("4294967300")]
    [InlineData("99999999999999999999999")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData(":")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.Equal("expected a number of 32 bits at byte 1", Refused(text, (ref r) => r.Number()));

    [Fact]
    public void A_number_ends_before_what_is_no_digit() => Assert.Equal((12U, "a3"), Some("12a3", (ref r) => r.Number()));

    [Fact]
    public void An_nz_number_begins_above_zero()
    {
        Assert.Equal(1U, All("1", (ref r) => r.NzNumber()));
        Assert.Equal(4294967295U, All("4294967295", (ref r) => r.NzNumber()));
        Assert.Equal("expected a number above zero at byte 1", Refused("0", (ref r) => r.NzNumber()));
        Assert.Equal("expected a number above zero at byte 1", Refused("01", (ref r) => r.NzNumber()));
        Assert.Equal("expected a number above zero of 32 bits at byte 1", Refused("4294967296", (ref r) => r.NzNumber()));
        Assert.Equal("expected a number above zero of 32 bits at byte 1", Refused("x", (ref r) => r.NzNumber()));
    }

    [Fact]
    public void A_number64_has_63_bits()
    {
        Assert.Equal(0, All("0", (ref r) => r.Number64()));
        Assert.Equal(long.MaxValue, All("9223372036854775807", (ref r) => r.Number64()));
        Assert.Equal("expected a number of 63 bits at byte 1", Refused("9223372036854775808", (ref r) => r.Number64()));
        Assert.Equal(long.MaxValue, All("9223372036854775807", (ref r) => r.NzNumber64()));
        Assert.Equal("expected a number above zero at byte 1", Refused("0", (ref r) => r.NzNumber64()));
        Assert.Equal("expected a number above zero of 63 bits at byte 1", Refused("9223372036854775808", (ref r) => r.NzNumber64()));
    }

    [Fact]
    public void A_mod_sequence_is_above_zero_where_the_rule_says_so()
    {
        Assert.Equal(1, All("1", (ref r) => r.ModSeqValue()));
        Assert.Equal(long.MaxValue, All("9223372036854775807", (ref r) => r.ModSeqValue()));
        Assert.Equal("expected a mod-sequence above zero at byte 1", Refused("0", (ref r) => r.ModSeqValue()));
        Assert.Equal("expected a mod-sequence at byte 1", Refused("9223372036854775808", (ref r) => r.ModSeqValue()));
        Assert.Equal(0, All("0", (ref r) => r.ModSeqValzer()));
        Assert.Equal(long.MaxValue, All("9223372036854775807", (ref r) => r.ModSeqValzer()));
        Assert.Equal("expected a mod-sequence at byte 1", Refused("x", (ref r) => r.ModSeqValzer()));
    }

    [Theory]
    [InlineData("BODY", "")]
    [InlineData("body", "")]
    [InlineData("BoDy", " x")]
    [InlineData("BODY", "[TEXT]")]
    [InlineData("BODY", "(")]
    [InlineData("BODY", "\r")]
    public void A_keyword_is_found_in_any_case(string word, string rest) =>
        Assert.Equal((true, rest), Some(word + rest, (ref r) => r.TryKeyword("BODY"u8)));

    [Theory]
    [InlineData("BODYSTRUCTURE")]
    [InlineData("BODY.PEEK[]")]
    [InlineData("BODY-X")]
    [InlineData("BODY_X")]
    [InlineData("BODY=X")]
    [InlineData("BODY+")]
    [InlineData("BODY1")]
    [InlineData("BOD")]
    [InlineData("XBODY")]
    [InlineData("")]
    public void A_keyword_ends_where_its_word_ends(string text)
    {
        Assert.Equal((false, text), Some(text, (ref r) => r.TryKeyword("BODY"u8)));
        Assert.Equal("expected BODY at byte 1", Refused(text, (ref r) => r.Keyword("BODY"u8)));
    }

    [Fact]
    public void A_word_comes_in_upper_case()
    {
        Assert.Equal(("CHANGEDSINCE", " 1"), Some("changedSince 1", (ref r) => r.Word("a modifier")));
        Assert.Equal(("Rfc822.Size", ")"), Some("Rfc822.Size)", (ref r) => Latin(r.WordBytes("an item"))));
        Assert.Equal("expected a modifier at byte 1", Refused("(", (ref r) => r.Word("a modifier")));
    }

    [Fact]
    public void Spaces_and_parentheses_are_single_octets()
    {
        Assert.Equal(" (", Some(" ( ) (", (ref r) =>
        {
            r.Space();
            r.Open();
            r.Space();
            r.Close();
            return 0;
        }).Left);
        Assert.Equal("expected a space at byte 1", Refused("\t", (ref r) => r.Space()));
        Assert.Equal("expected \"(\" at byte 1", Refused(")", (ref r) => r.Open()));
        Assert.Equal("expected \")\" at byte 1", Refused("(", (ref r) => r.Close()));
        Assert.Equal((false, "x"), Some("x", (ref r) => r.TrySpace()));
        Assert.Equal((false, "x"), Some("x", (ref r) => r.TryOpen()));
        Assert.Equal((false, "x"), Some("x", (ref r) => r.TryClose()));
        Assert.True(All(" ", (ref r) => r.TrySpace()));
        Assert.True(All("(", (ref r) => r.TryOpen()));
        Assert.True(All(")", (ref r) => r.TryClose()));
    }

    [Fact]
    public void The_end_is_the_end()
    {
        Assert.Equal(0, All("", (ref r) =>
        {
            r.End();
            return 0;
        }));
        Assert.Equal("expected the end of the command at byte 1", Refused(" ", (ref r) => r.End()));
    }

    [Fact]
    public void Peek_looks_without_moving()
    {
        Assert.Equal(('a', "a"), Some("a", (ref r) => (char)r.Peek));
        Assert.Equal(-1, All("", (ref r) => r.Peek));
    }

    [Fact]
    public void Rewind_goes_back_and_never_ahead()
    {
        Assert.Equal("abc", Some("abc", (ref r) =>
        {
            var start = r.Position;
            r.Atom();
            r.Rewind(start);
            return 0;
        }).Left);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapReader("abc"u8, WireMode.Rev1).Rewind(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImapReader("abc"u8, WireMode.Rev1).Rewind(-1));
    }

    [Fact]
    public void An_error_names_the_last_word_understood_and_nothing_of_the_client()
    {
        Assert.Equal("expected a sequence set after FETCH at byte 7", Refused("fetch secret", (ref r) =>
        {
            r.TryKeyword("FETCH"u8);
            r.Space();
            r.SequenceSet();
        }));
        Assert.Equal("expected a space after MOVE at byte 1", Refused("x", (ref r) =>
        {
            r.After("MOVE"u8);
            r.Space();
        }));
    }

    private static (string Octets, bool IsBinary, long Size) View(Literal literal) => (Latin(literal.Bytes), literal.IsBinary, literal.Size);
}
