using System.CommandLine;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver alias …</c></summary>
internal static class AliasVerbs
{
    public static Command Create()
    {
        var verb = new AdministrationVerb();
        var alias = new Command("alias", "Adds, lists and removes addresses that stand for others; also while the server runs")
        {
            Add(verb), List(verb), Remove(verb),
        };
        verb.AddTo(alias);
        return alias;
    }

    private static Command Add(AdministrationVerb verb)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The alias" };
        var targets = new Argument<string[]>("TARGET") { Description = "Where its mail goes", Arity = ArgumentArity.OneOrMore };
        var command = new Command("add", "Adds an alias, or targets to the one there") { address, targets };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.AddAlias(parsed.GetRequiredValue(address), [.. parsed.GetRequiredValue(targets)]), work: null, static reply =>
        {
            Console.WriteLine($"added {((AdministrationReply.Done)reply).Address}");
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static Command List(AdministrationVerb verb)
    {
        var json = Listing.JsonOption();
        var command = new Command("list", "Lists the aliases") { json };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.ListAliases(), work: null, reply =>
        {
            var rows = ((AdministrationReply.Aliases)reply).List;
            return parsed.GetValue(json) ? Listing.Json(rows) : Listing.Lines(rows.Select(static row => $"{row.Address} {string.Join(' ', row.Targets)}"));
        }, cancellationToken));
        return command;
    }

    private static Command Remove(AdministrationVerb verb)
    {
        var address = new Argument<string>("ADDRESS") { Description = "The alias" };
        var command = new Command("remove", "Removes an alias") { address };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.RemoveAlias(parsed.GetRequiredValue(address)), work: null, static reply =>
        {
            Console.WriteLine($"removed {((AdministrationReply.Done)reply).Address}");
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
