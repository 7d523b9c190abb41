using System.CommandLine;
using System.Globalization;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary><c>culver queue list | show | retry | hold | release | remove</c></summary>
internal static class QueueVerbs
{
    public static Command Create()
    {
        var verb = new AdministrationVerb();
        var command = new Command("queue", "The outbound queue")
        {
            List(verb),
            Show(verb),
            Change(verb, "retry", "Tries a message, or all, at once", static id => new AdministrationRequest.RetryQueued(id), "to be tried now"),
            Change(verb, "hold", "Keeps a message, or all, from going out", static id => new AdministrationRequest.HoldQueued(id), "held"),
            Change(verb, "release", "Lets a held message, or all, go out again", static id => new AdministrationRequest.ReleaseQueued(id), "released"),
            Remove(verb),
        };
        verb.AddTo(command);
        return command;
    }

    private static Command List(AdministrationVerb verb)
    {
        var json = Listing.JsonOption();
        var command = new Command("list", "Lists the messages in the queue") { json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var array = parsed.GetValue(json) ? new JsonArrayWriter() : null;
            return verb.AskPagesAsync(parsed, new AdministrationRequest.ListQueue(), reply =>
            {
                var page = (AdministrationReply.Queued)reply;
                if (array is null)
                    Listing.Lines(page.List.Select(Line));
                else
                    array.Write(page.List, isLast: !page.HasMore);
                return page.HasMore ? new AdministrationRequest.ListQueue(page.List[^1].Id) : null;
            }, cancellationToken);
        });
        return command;
    }

    private static Command Show(AdministrationVerb verb)
    {
        var json = Listing.JsonOption();
        var id = new Argument<string>("ID") { Description = "The message" };
        var command = new Command("show", "Shows a message in the queue and what became of each recipient") { id, json };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.ShowQueued(parsed.GetRequiredValue(id)), work: null, reply =>
        {
            var row = ((AdministrationReply.Queued)reply).List[0];
            return parsed.GetValue(json) ? Listing.Json(new[] { row }) : Listing.Lines(Lines(row));
        }, cancellationToken));
        return command;
    }

    private static Command Change(AdministrationVerb verb, string name, string description, Func<string?, AdministrationRequest> request, string done)
    {
        var id = new Argument<string?>("ID") { Description = "The message", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All messages" };
        var json = Listing.JsonOption();
        var command = new Command(name, description) { id, all, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(id);
            if (chosen is null != parsed.GetValue(all))
            {
                Complaint.Say("Name a message, or say --all.");
                return Task.FromResult(ExitCode.Misuse);
            }

            return verb.AskAsync(parsed, request(chosen), work: null, reply =>
            {
                var count = ((AdministrationReply.Counted)reply).Count;
                return parsed.GetValue(json)
                    ? Listing.Json(new[] { new { count } })
                    : Listing.Lines([string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "message" : "messages")} {done}")]);
            }, cancellationToken);
        });
        return command;
    }

    private static Command Remove(AdministrationVerb verb)
    {
        var id = new Argument<string>("ID") { Description = "The message" };
        var json = Listing.JsonOption();
        var command = new Command("remove", "Removes a message from the queue; nobody is told") { id, json };
        command.SetAction((parsed, cancellationToken) => verb.AskAsync(parsed, new AdministrationRequest.RemoveQueued(parsed.GetRequiredValue(id)), work: null, reply =>
        {
            var done = (AdministrationReply.Done)reply;
            return parsed.GetValue(json) ? Listing.Json(new[] { new { removed = done.Address } }) : Listing.Lines(["removed " + done.Address]);
        }, cancellationToken));
        return command;
    }

    private static string Line(QueuedRow row)
    {
        var waiting = row.Recipients.Where(static recipient => recipient.DueAt is not null).ToList();
        var next = row.IsHeld ? "held" : waiting.Count == 0 ? "done" : "next " + Time(waiting.Min(static recipient => recipient.DueAt!.Value));
        var why = waiting.Select(static recipient => recipient.LastReply).FirstOrDefault(static reply => reply is not null);
        return string.Create(CultureInfo.InvariantCulture,
            $"{row.Id}  {Time(row.ArrivedAt)}  {row.Length,9}  <{row.Sender}>  {waiting.Count} of {row.Recipients.Length} waiting, {next}{(why is null ? "" : ": " + why)}");
    }

    private static IEnumerable<string> Lines(QueuedRow row)
    {
        yield return $"message   {row.Id}{(row.IsHeld ? " (held)" : "")}";
        yield return $"sender    <{row.Sender}>";
        yield return $"arrived   {Time(row.ArrivedAt)}";
        yield return $"expires   {Time(row.ExpiresAt)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"octets    {row.Length}");
        foreach (var recipient in row.Recipients)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"recipient <{recipient.Address}> {recipient.State}, {recipient.Attempts} failed attempts, for {recipient.Destination}");
            if (recipient.DueAt is { } due)
                yield return $"          next {Time(due)}";
            if (recipient.LastReply is { } reply)
                yield return $"          {recipient.LastStatus} {reply}{(recipient.LastServer is { } server ? $" ({server})" : "")}";
        }
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
