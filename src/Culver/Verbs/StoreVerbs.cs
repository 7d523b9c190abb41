using System.CommandLine;
using System.Globalization;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver backup</c> and <c>culver check</c></summary>
internal static class StoreVerbs
{
    public static Command Backup()
    {
        var verb = new AdministrationVerb();
        var folder = new Argument<string>("FOLDER") { Description = "The folder to make; it must not exist, or be empty" };
        var command = new Command("backup", "Copies all mail and accounts, also of a running server, to a folder that serve --data opens") { folder };
        verb.AddTo(command);
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.Backup(Path.GetFullPath(parsed.GetRequiredValue(folder))), "Copying", static reply =>
        {
            var done = (AdministrationReply.BackedUp)reply;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"backed up {done.AccountCount} accounts to {done.Folder}"));
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    public static Command Check()
    {
        var verb = new AdministrationVerb();
        var address = new Argument<string?>("ADDRESS") { Description = "The one account to verify", Arity = ArgumentArity.ZeroOrOne };
        var json = Listing.JsonOption();
        var repair = new Option<bool>("--repair") { Description = "Mend first what can be mended without loss. Accounts that a running server has open are left out" };
        var command = new Command("check", "Verifies the stored mail, and lists what is not as it must be") { address, repair, json };
        verb.AddTo(command);
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.Check(parsed.GetValue(address), parsed.GetValue(repair)), "Verifying", reply =>
        {
            var done = (AdministrationReply.Checked)reply;
            if (parsed.GetValue(json))
                return Json(done, parsed.GetValue(repair));
            Listing.Lines(done.Mended.Select(static mended => $"{mended.Account}: {mended.Subject}: mended: {mended.Problem}"));
            Listing.Lines(done.Findings.Select(static finding => $"{finding.Account}: {finding.Subject}: {finding.Problem}"));
            if (IsWell(done))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verified {done.AccountCount} accounts{(parsed.GetValue(address) is null ? " and the queue" : "")}: all is well"));
            return IsWell(done) ? ExitCode.Done : ExitCode.Failed;
        }, cancellationToken));
        return command;
    }

    private static int Json(AdministrationReply.Checked done, bool repaired)
    {
        Listing.Json(done.Findings.Select(static finding => (Row: finding, IsMended: false))
            .Concat(done.Mended.Select(static mended => (Row: mended, IsMended: true)))
            .Select(finding => repaired ? (object)new { finding.Row.Account, finding.Row.Subject, finding.Row.Problem, finding.Row.IsDamage, finding.IsMended } : finding.Row));
        return IsWell(done) ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool IsWell(AdministrationReply.Checked done) => !done.Findings.Any(static finding => finding.IsDamage);
}
