using System.Collections.Immutable;
using System.CommandLine;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver dns …</c></summary>
internal static class DnsVerbs
{
    public static Command Create()
    {
        var verb = new AdministrationVerb();
        var dns = new Command("dns", "Compares the DNS with what mail needs") { Check(verb) };
        verb.AddTo(dns);
        return dns;
    }

    private static Command Check(AdministrationVerb verb)
    {
        var domain = new Argument<string>("DOMAIN") { Description = "The domain to check" };
        var selector = new Option<string[]>("--selector") { HelpName = "NAME", Description = "A DKIM selector to look for beside those of the server's own keys; may be given more than once" };
        var json = Listing.JsonOption();
        var command = new Command("check", "Prints each record that a domain should have beside what is there") { domain, selector, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(domain);
            try
            {
                var keys = await OwnKeysAsync(verb, parsed, name, cancellationToken);
                keys.AddRange((parsed.GetValue(selector) ?? []).Select(selected => ($"{selected}._domainkey.{name}", (string?)null)));
                var rows = await DomainCheck.RunAsync(verb.Options(parsed), name, keys, cancellationToken);
                Tell(rows, parsed.GetValue(json));
                return rows.Any(static row => row.State is "missing" or "wrong" or "unknown") ? ExitCode.Failed : ExitCode.Done;
            }
            catch (FormatException problem)
            {
                return Complaint.Say(problem.Message);
            }
        });
        return command;
    }

    // The keys that sign now or will next, of the server that runs or of the data folder; a machine without either is asked for none.
    private static async Task<List<(string Name, string? Text)>> OwnKeysAsync(AdministrationVerb verb, ParseResult parsed, string domain, CancellationToken cancellationToken)
    {
        List<(string Name, string? Text)> keys = [];
        if (Directory.Exists(verb.Options(parsed).Data))
        {
            await verb.AskAsync(parsed, new AdministrationRequest.ListDkimKeys(domain), work: null, Take, cancellationToken);
        }

        return keys;

        int Take(AdministrationReply reply)
        {
            keys.AddRange(((AdministrationReply.DkimKeyList)reply).Keys.Where(static key => key.State is "active" or "next").Select(static key => (key.RecordName, (string?)string.Concat(key.RecordStrings))));
            return ExitCode.Done;
        }
    }

    private static void Tell(ImmutableArray<DomainRecordRow> rows, bool json)
    {
        if (json)
        {
            Listing.Json(rows);
            return;
        }

        foreach (var row in rows)
        {
            Console.WriteLine($"{row.State,-8} {row.Name} {row.Type}: {row.Note}");
            Console.WriteLine($"         should be  {row.Expected}");
            foreach (var found in row.Found.DefaultIfEmpty(row.State == "unknown" ? "not known" : "nothing"))
                Console.WriteLine($"         is         {found}");
        }
    }
}
