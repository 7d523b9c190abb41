using Culver.Imap.Wire;

namespace Culver.Fuzz;

/// <summary>
/// Spoils what each rule of the reader takes. Whatever comes, the reader gives a value or throws its one exception, whose
/// words are ours: printable, and beginning with "expected".
/// </summary>
public static class ReaderFuzz
{
    private static readonly (string Text, Rule Read)[] Rules =
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

    private delegate void Rule(ref ImapReader reader);

    /// <summary>Tries so many spoiled texts.</summary>
    public static FuzzResult Run(int seed, int runs)
    {
        var random = new Random(seed);
        var pool = new SeedPool<Rule>(Rules);
        var findings = new List<string>();
        var refused = 0;
        for (var run = 0; run < runs && findings.Count < 10; run++)
        {
            var (text, rule) = pool.Pick(random);
            var spoiled = Mutation.Of(random, text);
            var mode = random.Next(2) == 0 ? WireMode.Rev1 : WireMode.Utf8;
            var tried = Try(spoiled, rule, mode);
            pool.Tried(spoiled, rule);
            if (tried is not { } outcome)
            {
                continue;
            }

            refused++;
            if (!outcome.StartsWith("expected ", StringComparison.Ordinal) || outcome.Any(static c => c is < ' ' or > '~'))
            {
                findings.Add($"{mode} \"{Octets.Escaped(text)}\" as \"{Octets.Escaped(spoiled)}\": {outcome}");
            }
        }

        return new(runs, refused, findings);
    }

    /// <summary>The texts before they are spoiled that are not read, which is none.</summary>
    public static IEnumerable<string> NotReadUnspoiled() =>
        from rule in Rules
        where Try(rule.Text, rule.Read, WireMode.Rev1) is not null
        select rule.Text;

    private static string? Try(string text, Rule rule, WireMode mode)
    {
        try
        {
            var reader = new ImapReader(Octets.Of(text), mode);
            rule(ref reader);
            reader.End();
            return null;
        }
        catch (ImapSyntaxException e)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }
}
