using System.Text;
using Culver.Smtp;
using Culver.Smtp.Commands.Hello;
using Culver.Smtp.Commands.Mail;
using Culver.Smtp.Commands.Rcpt;
using Culver.Smtp.Extensions.Chunking;
using Culver.Smtp.Wire;

namespace Culver.Fuzz;

/// <summary>
/// Spoils what the commands of SMTP take. Whatever comes, a command is read or refused with a 5yz reply in printable words, and no address that
/// was read can end a line of a trace field or leave its angle brackets.
/// </summary>
public static class SmtpFuzz
{
    private static readonly (string Text, Rule Read)[] Rules =
    [
        ("MAIL FROM:<alice@example.org> SIZE=1000 BODY=8BITMIME SMTPUTF8", static (ref r) => MailCommand.Parse(ref r).ReversePath),
        ("MAIL FROM:<>", static (ref r) => MailCommand.Parse(ref r).ReversePath),
        ("RCPT TO:<@a.example,@[192.0.2.1]:\"a \\\"quoted\\\\ name\"@example.org>", static (ref r) => RcptCommand.Parse(ref r).ForwardPath),
        ("RCPT TO:<a.b+c@[IPv6:2001:db8::192.0.2.1]> X=y", static (ref r) => RcptCommand.Parse(ref r).ForwardPath),
        ("RCPT TO:<j\u00c3\u00b6rg@m\u00c3\u00bcller.example>", static (ref r) => RcptCommand.Parse(ref r).ForwardPath),
        ("RCPT TO:<Postmaster>", static (ref r) => RcptCommand.Parse(ref r).ForwardPath),
        ("EHLO client.example", static (ref r) => new MailAddress("x", HelloCommand.Parse(ref r).ClientName)),
        ("BDAT 1000 LAST", static (ref r) =>
        {
            BdatCommand.Parse(ref r);
            return null;
        }),
    ];

    private delegate MailAddress? Rule(ref SmtpReader reader);

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
            var (address, refusal, failure) = Try(spoiled, rule);
            pool.Tried(spoiled, rule);
            if (refusal is not null)
                refused++;
            failure ??= Wrong(address, refusal);
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

    private static string? Wrong(MailAddress? address, SmtpReply? refusal)
    {
        if (refusal is not null && (!refusal.IsPermanent || refusal.Text.Length == 0 || refusal.Text.Any(static c => c is < ' ' or > '~')))
            return $"refused with {refusal}";
        if (address is null)
            return null;
        var written = address.ToString();
        if (written.Any(char.IsControl))
            return "an address with a control character";
        if (address.IsInternational || address.Domain.Length == 0 || address.LocalPart == "x")
            return null;
        // What is written is read again as the same address.
        var (again, _, _) = Try($"RCPT TO:<{written}>", static (ref r) => RcptCommand.Parse(ref r).ForwardPath);
        return again == address ? null : $"written as {written} it is another";
    }

    private static (MailAddress? Address, SmtpReply? Refusal, string? Failure) Try(string line, Rule rule)
    {
        try
        {
            var reader = new SmtpReader(Encoding.Latin1.GetBytes(line));
            reader.Verb();
            return (rule(ref reader), null, null);
        }
        catch (SmtpSyntaxException syntax)
        {
            return (null, syntax.Reply, null);
        }
        catch (Exception failure)
        {
            return (null, null, failure.ToString());
        }
    }
}
