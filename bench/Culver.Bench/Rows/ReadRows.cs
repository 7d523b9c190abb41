using System.Diagnostics;
using System.Text;
using Culver.Bench.Clients;
using Culver.Bench.Corpora;

namespace Culver.Bench.Rows;

/// <summary>SELECT, FETCH and STATUS.</summary>
internal static class ReadRows
{
    private const string Thunderbird = "(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])";

    private const string Page = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (References List-Id X-Priority)])";

    public static IEnumerable<Row> All()
    {
        yield return new Row("select", "command", SelectAsync) { Sized = true, Prepare = run => run.OpenAsync(1, _ => run.Target.ImapAsync(run.Account)) };
        yield return new Row("select-new-connection", "command", SelectOnceAsync) { Sized = true, Prepare = run => run.OpenAsync(20, _ => run.Target.ImapAsync(run.Account)) };
        yield return Fetch("fetch-flags", "(UID FLAGS)", rounds: 5);
        yield return Fetch("fetch-fast", "FAST", rounds: 3);
        yield return Fetch("fetch-structure", "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)", rounds: 2);
        yield return First("fetch-structure-first", "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
        yield return Fetch("fetch-fields", Thunderbird, rounds: 2, literals: 1);
        yield return First("fetch-fields-first", Thunderbird);
        yield return new Row("fetch-page", "page of 50", PageAsync) { Sized = true, Prepare = SelectedAsync };
        yield return Fetch("fetch-bodies", "(BODY.PEEK[])", rounds: 1, literals: 1) with { Unit = "message" };
        yield return new Row("fetch-body-random", "message", run => RandomAsync(run, "BODY.PEEK[]")) { Sized = true, Prepare = SelectedAsync };
        yield return new Row("fetch-part-random", "message", run => RandomAsync(run, "BODY.PEEK[1]")) { Sized = true, Prepare = SelectedAsync };
        yield return new Row("fetch-10mb", "message", run => LargeAsync(run, run.Some(10), step: 0)) { Prepare = LargeSelectedAsync };
        yield return new Row("fetch-10mb-by-64k", "part", run => LargeAsync(run, run.Some(10), step: 65536)) { Prepare = LargeSelectedAsync };
        yield return new Row("list-status-200", "mailbox", ListStatusAsync) { NeedsMany = true, Needs = "LIST-STATUS", Prepare = run => run.OpenAsync(1, _ => run.Target.ImapAsync("many")) };
        yield return new Row("status-200", "mailbox", StatusAsync) { NeedsMany = true, Prepare = run => run.OpenAsync(1, _ => run.Target.ImapAsync("many")) };
        yield return new Row("qresync-10", "resync", ResyncAsync) { Sized = true, Needs = "QRESYNC", Prepare = ChangeTenAsync };
        yield return new Row("select-first-after-restart", "command", SelectOnceAsync) { Sized = true, WarmUp = false, Prepare = RestartedAsync };
    }

    public static Task SelectedAsync(RowRun run) => run.OpenAsync(1, _ => run.Target.SelectedAsync(run.Account));

    private static async Task SelectAsync(RowRun run)
    {
        for (var i = run.Some(500); i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            Check.Same(run.Size, (await run.Client.CommandAsync("SELECT INBOX")).Exists, "EXISTS");
            run.Took(start);
        }
    }

    private static async Task SelectOnceAsync(RowRun run)
    {
        foreach (var client in run.Clients)
            await run.TimeAsync(async () => Check.Same(run.Size, (await client.CommandAsync("SELECT INBOX")).Exists, "EXISTS"));
    }

    private static async Task RestartedAsync(RowRun run)
    {
        run.Extra["ready, s"] = await run.Target.ControlAsync("restart");
        await run.OpenAsync(1, _ => run.Target.ImapAsync(run.Account));
    }

    private static Row Fetch(string name, string items, int rounds, int literals = 0) => new(name, "message", async run =>
    {
        for (var i = 0; i < rounds; i++)
            await FetchAllAsync(run, items, literals);
    })
    {
        Sized = true, Prepare = SelectedAsync,
    };

    // After a restart, with the server's caches of the mailbox gone; the code is warmed up on another account's mailbox.
    private static Row First(string name, string items) => new(name, "message", run => FetchAllAsync(run, items, literals: 0)) 
    {
        Sized = true, WarmUp = false,
        Prepare = async run =>
        {
            await run.Target.ControlAsync("forget");
            using var other = await run.Target.SelectedAsync("warm");
            for (var i = 0; i < 30; i++)
                await other.CommandAsync($"FETCH 1:* {items}");
            await SelectedAsync(run);
        },
    };

    private static async Task FetchAllAsync(RowRun run, string items, int literals)
    {
        var before = run.Client.Octets;
        await run.TimeAsync(async () =>
        {
            var tally = await run.Client.CommandAsync($"FETCH 1:* {items}");
            Check.Same(run.Size, tally.Fetches, "FETCH responses");
            if (literals > 0)
                Check.Same(run.Size * literals, tally.Literals, "literals");
        });
        run.Operations += run.Size - 1;
        run.Extra["MB"] = run.Extra.GetValueOrDefault("MB") + ((run.Client.Octets - before) / 1e6);
    }

    private static async Task PageAsync(RowRun run)
    {
        for (var i = run.Some(300); i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            Check.Same(50, (await run.Client.CommandAsync($"FETCH {run.Size - 49}:* {Page}")).Fetches, "FETCH responses");
            run.Took(start);
        }
    }

    private static async Task RandomAsync(RowRun run, string item)
    {
        var random = new Dice(4711);
        for (var i = run.Some(3000); i > 0; i--)
        {
            var command = Encoding.ASCII.GetBytes($"t FETCH {random.Below(1, run.Size + 1)} ({item})\r\n");
            var start = Stopwatch.GetTimestamp();
            var tally = await run.Client.CommandAsync(command);
            run.Took(start);
            Check.Same(1, tally.Fetches, "FETCH responses");
        }
    }

    private static async Task LargeSelectedAsync(RowRun run)
    {
        await run.OpenAsync(1, _ => run.Target.SelectedAsync("warm", "Large"));
        run.State = CorpusText.Large().Length;
    }

    private static async Task LargeAsync(RowRun run, int rounds, int step)
    {
        var octets = 0L;
        for (var round = 0; round < rounds; round++)
        {
            for (var from = 0L; from < run.State; from += step == 0 ? run.State : step)
            {
                var start = Stopwatch.GetTimestamp();
                octets += (await run.Client.CommandAsync(step == 0 ? "FETCH 1 (BODY.PEEK[])" : $"FETCH 1 (BODY.PEEK[]<{from}.{step}>)")).LiteralOctets;
                run.Took(start);
            }
        }

        Check.Same(run.State * rounds, octets, "octets");
        run.Extra["MB"] = octets / 1e6;
    }

    private static async Task ListStatusAsync(RowRun run)
    {
        for (var i = run.Some(50); i > 0; i--)
        {
            await run.TimeAsync(async () => Check.Same(200, (await run.Client.CommandAsync("LIST \"\" \"Work/%\" RETURN (STATUS (MESSAGES UNSEEN UIDNEXT))")).Statuses, "STATUS responses"));
            run.Operations += 199;
        }
    }

    private static async Task StatusAsync(RowRun run)
    {
        for (var i = run.Some(20); i > 0; i--)
        {
            for (var mailbox = 0; mailbox < 200; mailbox++)
            {
                var start = Stopwatch.GetTimestamp();
                Check.Same(5, (await run.Client.CommandAsync($"STATUS Work/{mailbox} (MESSAGES UNSEEN UIDNEXT)")).Count, "MESSAGES");
                run.Took(start);
            }
        }
    }

    // State: the mod-sequence before ten messages changed.
    private static async Task ChangeTenAsync(RowRun run)
    {
        using var other = await run.Target.ImapAsync(run.Account);
        await other.CommandAsync("ENABLE QRESYNC");
        await other.SendAsync("t SELECT INBOX\r\n");
        var validity = Number(await other.LineAsync("* OK [UIDVALIDITY"), "UIDVALIDITY ");
        var modSeq = 0L;
        // HIGHESTMODSEQ may come before or after; ask again by STATUS.
        await other.TaggedAsync(1);
        await other.SendAsync("t STATUS INBOX (HIGHESTMODSEQ)\r\n");
        modSeq = Number(await other.LineAsync("* STATUS"), "HIGHESTMODSEQ ");
        await other.TaggedAsync(1);
        var numbers = string.Join(',', Enumerable.Range(0, 10).Select(i => 1 + (i * run.Size / 10)));
        await other.CommandAsync($"STORE {numbers} +FLAGS.SILENT ($Bench)");
        await other.CommandAsync($"STORE {numbers} -FLAGS.SILENT ($Bench)");
        await run.OpenAsync(1, _ => run.Target.ImapAsync(run.Account));
        await run.Client.CommandAsync("ENABLE QRESYNC");
        (run.State, run.Extra["validity"]) = (modSeq, validity);
    }

    private static async Task ResyncAsync(RowRun run)
    {
        var validity = (long)run.Extra["validity"];
        run.Extra.Remove("validity");
        for (var i = run.Some(200); i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            var tally = await run.Client.CommandAsync($"SELECT INBOX (QRESYNC ({validity} {run.State}))");
            run.Took(start);
            Check.Same(10, tally.Fetches, "FETCH responses");
            Check.Same(run.Size, tally.Exists, "EXISTS");
        }
    }

    private static long Number(string line, string after)
    {
        var digits = line.AsSpan(line.IndexOf(after, StringComparison.Ordinal) + after.Length);
        return long.Parse(digits[..digits.IndexOfAny("])")]);
    }
}
