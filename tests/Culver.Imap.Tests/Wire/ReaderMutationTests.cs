using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

/// <summary>Whatever the octets are, the reader gives a value or the one exception, and its words are ours alone.</summary>
public sealed class ReaderMutationTests
{
    private static readonly (string Text, Read.Step Rule)[] Rules =
    [
        ("a142", static (ref r) => r.Tag()),
        ("FETCH", static (ref r) => r.Word("a command")),
        ("abc", static (ref r) => r.Atom()),
        ("\"a \\\"quoted\\\\ string\"", static (ref r) => r.AString()),
        ("{12}\r\nHello\r\nWorld", static (ref r) => r.AString()),
        ("{12+}\r\nHello\r\nWorld", static (ref r) => r.String()),
        ("NIL", static (ref r) => r.NString()),
        ("\"x\"", static (ref r) => r.NString()),
        ("~{5}\r\na\0b\0c", static (ref r) => r.AnyLiteral()),
        ("4294967295", static (ref r) => r.Number()),
        ("1", static (ref r) => r.NzNumber()),
        ("9223372036854775807", static (ref r) => r.Number64()),
        ("1", static (ref r) => r.NzNumber64()),
        ("1", static (ref r) => r.ModSeqValue()),
        ("0", static (ref r) => r.ModSeqValzer()),
        ("2,4:7,9,12:*,$", static (ref r) => r.SequenceSet().Resolve(9)),
        ("1:4,9", static (ref r) => r.NumberSet("a set")),
        ("\"17-Jul-1996 02:44:25 -0700\"", static (ref r) => r.DateTime()),
        ("1-Feb-1994", static (ref r) => r.Date()),
        ("\"31-Dec-2000\"", static (ref r) => r.Date()),
        ("(\\Seen $Junk abc)", static (ref r) => r.FlagListOrFlags()),
        ("\"Entw&APw-rfe\"", static (ref r) => r.Mailbox()),
        ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", static (ref r) => r.Mailbox()),
        ("\"%/a*\"", static (ref r) => r.ListMailbox()),
        ("[1.2.HEADER.FIELDS.NOT (DATE \"FROM\" {3}\r\nfoo)]", static (ref r) => r.Section()),
        ("[1.2.3]", static (ref r) => r.SectionBinary()),
        ("<0.2048>", static (ref r) => r.Partial()),
        ("(a (b \"c\") {2}\r\nde 1:2)", static (ref r) => r.SkipTaggedExtensionValue()),
        ("1,3:*", static (ref r) => r.SkipTaggedExtensionValue()),
        ("AGEAYg==", static (ref r) => r.InitialResponse()),
    ];

    [Theory]
    [InlineData(WireMode.Rev1)]
    [InlineData(WireMode.Utf8)]
    internal void Spoiled_text_is_read_or_refused(WireMode mode)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var refusals = 0;
        for (var run = 0; run < 40_000; run++)
        {
            var (text, rule) = Rules[random.Next(Rules.Length)];
            var octets = Read.Octets(Mutation.Of(random, text));
            try
            {
                var reader = new ImapReader(octets, mode);
                rule(ref reader);
                reader.End();
            }
            catch (ImapSyntaxException e)
            {
                refusals++;
                Assert.StartsWith("expected ", e.Message, StringComparison.Ordinal);
                Assert.All(e.Message, static c => Assert.InRange(c, ' ', '~'));
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"seed {seed}, run {run}, {Convert.ToBase64String(octets)}", e);
            }
        }

        Assert.InRange(refusals, 20_000, 40_000);
    }

    [Fact]
    public void Unspoiled_text_is_read()
    {
        foreach (var (text, rule) in Rules)
        {
            var reader = new ImapReader(Read.Octets(text), WireMode.Rev1);
            rule(ref reader);
            reader.End();
        }
    }
}
