using Culver.Pop3.Commands;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Extensions;
using Culver.Pop3.Wire;

namespace Culver.Fuzz;

/// <summary>
/// Spoils what the commands of POP3 take. Whatever comes, a command is read or refused with printable words, and no number that was read is below
/// zero.
/// </summary>
public static class Pop3Fuzz
{
    private static readonly (string Text, Rule Read)[] Rules =
    [
        ("RETR 12", static (ref r) => MessageCommand.Parse(ref r).Number),
        ("LIST", static (ref r) => ListingCommand.Parse(ref r).Number ?? 0),
        ("LIST 2147483647", static (ref r) => ListingCommand.Parse(ref r).Number ?? 0),
        ("TOP 12 34", static (ref r) =>
        {
            var top = TopCommand.Parse(ref r);
            return Math.Min(top.Number, top.Lines);
        }),
        ("USER j\u00c3\u00b6rg@example.org", static (ref r) => UserCommand.Parse(ref r).Name.Length),
        ("PASS  two words ", static (ref r) => PassCommand.Parse(ref r).Password.Length),
        ("AUTH PLAIN AHVzZXIAcHdk", static (ref r) => AuthCommand.Parse(ref r).InitialResponse?.Length ?? 0),
        ("LANG en-GB", static (ref r) => LangCommand.Parse(ref r).Range?.Length ?? 0),
        ("NOOP", static (ref r) =>
        {
            NoArguments.Parse(ref r);
            return 0;
        }),
    ];

    private delegate int Rule(ref Pop3Reader reader);

    /// <summary>Tries so many spoiled lines.</summary>
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
            var (number, refusal, failure) = Try(spoiled, rule);
            pool.Tried(spoiled, rule);
            if (refusal is not null)
                refused++;
            if (number < 0)
                failure ??= $"a number below zero: {number}";
            if (refusal is not null && (refusal.Length == 0 || refusal[0] == '[' || refusal.Any(static c => c is < ' ' or > '~')))
                failure ??= $"refused with {refusal}";
            if (failure is not null)
                findings.Add($"\"{Octets.Escaped(text)}\" as \"{Octets.Escaped(spoiled)}\": {failure}");
        }

        return new(runs, refused, findings);
    }

    /// <summary>The lines before they are spoiled that are not read, which is none.</summary>
    public static IEnumerable<string> NotReadUnspoiled() =>
        from rule in Rules
        let outcome = Try(rule.Text, rule.Read)
        where outcome.Refusal is not null || outcome.Failure is not null
        select rule.Text;

    private static (int Number, string? Refusal, string? Failure) Try(string line, Rule rule)
    {
        try
        {
            var reader = new Pop3Reader(Octets.Of(line));
            reader.Keyword();
            return (rule(ref reader), null, null);
        }
        catch (Pop3SyntaxException syntax)
        {
            return (0, syntax.Message, null);
        }
        catch (Exception failure)
        {
            return (0, null, failure.ToString());
        }
    }
}
