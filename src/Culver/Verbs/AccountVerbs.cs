using System.CommandLine;
using System.Globalization;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver account …</c></summary>
internal static class AccountVerbs
{
    public static Command Create()
    {
        var verb = new AdministrationVerb();
        var account = new Command("account", "Adds, lists, changes and removes accounts; also while the server runs")
        {
            Add(verb), Import(verb), List(verb), Remove(verb), Password(verb), QuotaVerb.Create(verb),
        };
        verb.AddTo(account);
        return account;
    }

    private static Argument<string> Address() => new("ADDRESS") { Description = "The account's address; without a domain, in the default domain" };

    private static Option<bool> PasswordFromStandardInput() =>
        new("--password-stdin") { Description = "Read the password from the first line of standard input" };

    private static Command Add(AdministrationVerb verb)
    {
        var address = Address();
        var fromStandardInput = PasswordFromStandardInput();
        var command = new Command("add", "Adds an account, and its domain if that is new") { address, fromStandardInput };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(address);
            var (password, generated) = await PasswordSource.ReadAsync(parsed.GetValue(fromStandardInput), name, cancellationToken);
            return await verb.AskAsync(parsed, new AdministrationRequest.AddAccount(name, password), work: null, Tell, cancellationToken);

            int Tell(AdministrationReply reply)
            {
                Console.WriteLine($"added {((AdministrationReply.Done)reply).Address}");
                if (generated)
                    Console.WriteLine($"password {password}");
                return ExitCode.Done;
            }
        });
        return command;
    }

    private static Command Import(AdministrationVerb verb)
    {
        var file = new Argument<string>("FILE") { Description = "One address, a tab and a password a line; - for standard input" };
        var command = new Command("import", "Adds many accounts from a file") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(file);
            var text = name == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(name, cancellationToken);
            return await verb.AskAsync(parsed, new AdministrationRequest.ImportAccounts(text), "Adding accounts", reply =>
            {
                var done = (AdministrationReply.Imported)reply;
                foreach (var problem in done.Problems)
                    Complaint.Say(string.Create(CultureInfo.InvariantCulture, $"{name}, line {problem.Line}: {problem.Reason}"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"added {done.Added} accounts"));
                return done.Problems.IsEmpty ? ExitCode.Done : ExitCode.Failed;
            }, cancellationToken);
        });
        return command;
    }

    private static Command List(AdministrationVerb verb)
    {
        var json = Listing.JsonOption();
        var command = new Command("list", "Lists the accounts") { json };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.ListAccounts(), work: null, reply =>
        {
            var rows = ((AdministrationReply.Accounts)reply).List;
            return parsed.GetValue(json) ? Listing.Json(rows) : Listing.Lines(rows.Select(static row => row.Address));
        }, cancellationToken));
        return command;
    }

    private static Command Remove(AdministrationVerb verb)
    {
        var address = Address();
        var command = new Command("remove", "Removes an account and all its mail, for ever") { address };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.RemoveAccount(parsed.GetRequiredValue(address)), work: null, static reply =>
        {
            Console.WriteLine($"removed {((AdministrationReply.Done)reply).Address}");
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static Command Password(AdministrationVerb verb)
    {
        var address = Address();
        var fromStandardInput = PasswordFromStandardInput();
        var recoverable = new Option<bool>("--recoverable") { Description = "Keep the password so that the server can recover it, for CRAM-MD5 and APOP; whoever steals the data folder can read it then" };
        var command = new Command("password", "Gives an account another password") { address, fromStandardInput, recoverable };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(address);
            var (password, generated) = await PasswordSource.ReadAsync(parsed.GetValue(fromStandardInput), name, cancellationToken);
            return await verb.AskAsync(parsed, new AdministrationRequest.SetPassword(name, password, parsed.GetValue(recoverable)), work: null, Tell, cancellationToken);

            int Tell(AdministrationReply reply)
            {
                Console.WriteLine($"changed {((AdministrationReply.Done)reply).Address}");
                if (generated)
                    Console.WriteLine($"password {password}");
                return ExitCode.Done;
            }
        });
        return command;
    }
}
