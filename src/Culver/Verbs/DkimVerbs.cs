using System.CommandLine;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver dkim …</c></summary>
internal static class DkimVerbs
{
    public static Command Create()
    {
        var verb = new AdministrationVerb();
        var dkim = new Command("dkim", "Makes, lists, rotates and removes the keys outgoing mail is signed with; also while the server runs")
        {
            Generate(verb), List(verb), Rotate(verb), Remove(verb),
        };
        verb.AddTo(dkim);
        return dkim;
    }

    private static Command Generate(AdministrationVerb verb)
    {
        var domain = DomainArgument();
        var json = Listing.JsonOption();
        var command = new Command("generate", "Makes the first two keys of a domain (RSA and Ed25519) and prints the records to publish") { domain, json };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(
            parsed, new AdministrationRequest.GenerateDkimKeys(parsed.GetRequiredValue(domain)), work: null, reply => Records(reply, parsed.GetValue(json), "active"), cancellationToken));
        return command;
    }

    private static Command List(AdministrationVerb verb)
    {
        var domain = new Argument<string?>("DOMAIN") { Description = "The domain; all when not given", Arity = ArgumentArity.ZeroOrOne };
        var json = Listing.JsonOption();
        var records = new Option<bool>("--records") { Description = "Print the records to publish" };
        var command = new Command("list", "Lists the keys") { domain, json, records };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.ListDkimKeys(parsed.GetValue(domain)), work: null, reply =>
        {
            var rows = ((AdministrationReply.DkimKeyList)reply).Keys;
            if (parsed.GetValue(json))
                return Listing.Json(rows);
            return Listing.Lines(parsed.GetValue(records) ? rows.Select(Record) : rows.Select(static row => $"{row.Domain} {row.Selector} {row.Algorithm} {row.State}"));
        }, cancellationToken));
        return command;
    }

    private static Command Rotate(AdministrationVerb verb)
    {
        var domain = DomainArgument();
        var json = Listing.JsonOption();
        var activate = new Option<bool>("--activate") { Description = "Let the new keys sign, once their records are published" };
        var command = new Command("rotate", "Makes two new keys beside those that sign, and prints their records; with --activate, lets them sign and retires the old ones") { domain, activate, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(domain);
            AdministrationRequest request = parsed.GetValue(activate) ? new AdministrationRequest.ActivateDkimKeys(name) : new AdministrationRequest.RotateDkimKeys(name);
            return verb.AskAsync(parsed, request, work: null, reply => Records(reply, parsed.GetValue(json), parsed.GetValue(activate) ? "active" : "next"), cancellationToken);
        });
        return command;
    }

    private static Command Remove(AdministrationVerb verb)
    {
        var domain = DomainArgument();
        var selector = new Option<string?>("--selector") { HelpName = "NAME", Description = "The one key to remove, whatever its state" };
        var command = new Command("remove", "Removes the retired keys of a domain, or one key") { domain, selector };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(
            parsed, new AdministrationRequest.RemoveDkimKeys(parsed.GetRequiredValue(domain), parsed.GetValue(selector)), work: null, reply =>
            {
                Console.WriteLine($"{parsed.GetRequiredValue(domain)} has {((AdministrationReply.DkimKeyList)reply).Keys.Length} keys left");
                return ExitCode.Done;
            }, cancellationToken));
        return command;
    }

    private static Argument<string> DomainArgument() => new("DOMAIN") { Description = "The domain" };

    private static int Records(AdministrationReply reply, bool json, string state)
    {
        var rows = ((AdministrationReply.DkimKeyList)reply).Keys;
        return json ? Listing.Json(rows) : Listing.Lines(rows.Where(row => row.State == state).Select(Record));
    }

    // character-string of at most 255 octets (RFC 1035 §3.3); a zone file joins those in brackets (RFC 1035 §5.1).
    private static string Record(DkimKeyRow row) =>
        $"{row.RecordName}. IN TXT ( {string.Join(' ', row.RecordStrings.Select(static text => $"\"{text}\""))} )";
}
