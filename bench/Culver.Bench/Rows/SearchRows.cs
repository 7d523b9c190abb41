using System.Globalization;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>SEARCH, SORT and THREAD over the large mailbox.</summary>
internal static class SearchRows
{
    public static IEnumerable<Row> All()
    {
        yield return Search("search-unseen", "UNSEEN", static message => !message.Seen, rounds: 20);
        yield return First("search-unseen-first", "UNSEEN", static message => !message.Seen);
        yield return new Row("search-since", "search", run => SearchSinceAsync(run, rounds: 20)) { Sized = true, Prepare = ReadRows.SelectedAsync };
        yield return new Row("search-since-first", "search", run => SearchSinceAsync(run, rounds: 1))
        {
            Sized = true, WarmUp = false, Prepare = static run => ForgottenAsync(run, $"SEARCH SINCE {Imap(LastTenth(run.Size))}"),
        };
        yield return Search("search-from", $"FROM {CorpusMessage.Sender}", static message => message.IsFromSender, rounds: 10);
        yield return First("search-from-first", $"FROM {CorpusMessage.Sender}", static message => message.IsFromSender);
        yield return Search("search-subject", $"SUBJECT {CorpusMessage.RareSubject}", static message => message.HasRareSubject, rounds: 10);
        yield return First("search-subject-first", $"SUBJECT {CorpusMessage.RareSubject}", static message => message.HasRareSubject);
        yield return Search("search-body-rare", $"BODY {CorpusMessage.RareWord}", static message => message.HasRareWord, rounds: 2);
        yield return First("search-body-rare-first", $"BODY {CorpusMessage.RareWord}", static message => message.HasRareWord);
        yield return Search("search-body-common", $"BODY {CorpusMessage.CommonWord}", static _ => true, rounds: 2);
        yield return First("search-body-common-first", $"BODY {CorpusMessage.CommonWord}", static _ => true);
        yield return Search("search-text-rare", $"TEXT {CorpusMessage.RareWord}", static message => message.HasRareWord, rounds: 2);
        yield return First("search-text-rare-first", $"TEXT {CorpusMessage.RareWord}", static message => message.HasRareWord);
        yield return Search("search-text-common", $"TEXT {CorpusMessage.CommonWord}", static _ => true, rounds: 2);
        yield return First("search-text-common-first", $"TEXT {CorpusMessage.CommonWord}", static _ => true);
        yield return new Row("esearch-count", "search", async run =>
        {
            var wanted = CorpusMessage.Count(run.Size, static message => !message.Seen);
            for (var i = 0; i < 20; i++)
                await run.TimeAsync(async () => Check.Same(wanted, (await run.Client.CommandAsync("SEARCH RETURN (COUNT) UNSEEN")).Count, "COUNT"));
        })
        { Sized = true, Needs = "ESEARCH", Prepare = ReadRows.SelectedAsync };
        foreach (var (name, key) in new[] { ("date", "DATE"), ("subject", "SUBJECT"), ("arrival", "ARRIVAL") })
        {
            yield return Sorted($"sort-{name}", $"SORT ({key}) UTF-8 ALL", "SORT", forget: false);
            yield return Sorted($"sort-{name}-first", $"SORT ({key}) UTF-8 ALL", "SORT", forget: true);
        }

        yield return Sorted("thread-references", "THREAD REFERENCES UTF-8 ALL", "THREAD=REFERENCES", forget: false);
        yield return Sorted("thread-references-first", "THREAD REFERENCES UTF-8 ALL", "THREAD=REFERENCES", forget: true);
    }

    private static Row Search(string name, string program, Func<CorpusMessage, bool> hit, int rounds) =>
        new(name, "search", run => SearchAsync(run, program, hit, rounds)) { Sized = true, Prepare = ReadRows.SelectedAsync };

    private static Row First(string name, string program, Func<CorpusMessage, bool> hit) =>
        new(name, "search", run => SearchAsync(run, program, hit, rounds: 1)) { Sized = true, WarmUp = false, Prepare = run => ForgottenAsync(run, $"SEARCH {program}") };

    private static async Task SearchAsync(RowRun run, string program, Func<CorpusMessage, bool> hit, int rounds)
    {
        var wanted = CorpusMessage.Count(run.Size, hit);
        for (var i = 0; i < rounds; i++)
            await run.TimeAsync(async () => Check.Same(wanted, (await run.Client.CommandAsync($"SEARCH {program}")).Numbers, "messages found"));
    }

    private static Task SearchSinceAsync(RowRun run, int rounds)
    {
        var day = LastTenth(run.Size);
        return SearchAsync(run, $"SINCE {Imap(day)}", message => message.Arrived.UtcDateTime >= day, rounds);
    }

    // The day on which the last tenth of the messages begins.
    private static DateTime LastTenth(int size) => new CorpusMessage(size * 9 / 10).Arrived.Date;

    private static string Imap(DateTime day) => day.ToString("d-MMM-yyyy", CultureInfo.InvariantCulture);

    private static Row Sorted(string name, string command, string capability, bool forget) => new(name, "command", async run =>
    {
        for (var i = forget ? 1 : 5; i > 0; i--)
        {
            await run.TimeAsync(async () =>
            {
                var tally = await run.Client.CommandAsync(command);
                Check.Same(run.Size, tally.Numbers + tally.Threaded, "messages in order");
            });
        }
    })
    {
        Sized = true, Needs = capability, WarmUp = !forget, Prepare = forget ? run => ForgottenAsync(run, command) : ReadRows.SelectedAsync,
    };

    private static async Task ForgottenAsync(RowRun run, string command)
    {
        await run.Target.ControlAsync("forget");
        using var other = await run.Target.SelectedAsync("warm");
        for (var i = 0; i < 30; i++)
            await other.CommandAsync(command);
        await ReadRows.SelectedAsync(run);
    }
}
