using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Culver.Imap.Tests.Model;
using Culver.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>STOREs in one packet (RFC 9051 §5.5): carried out together, and nobody can tell but by the time they take.</summary>
public sealed partial class StoreRoundTests
{
    private static readonly string[] Flags = [@"\Seen", @"\Flagged", @"\Answered", "one", "two"];

    [Fact]
    public Task Each_tells_what_it_named_before_its_own_tagged_line() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        given  rev2 enabled by C1
        in order
        C1 raw: a STORE 1 +FLAGS (\Seen)\x{0D 0A}b STORE 3,2 +FLAGS (\Flagged)\x{0D 0A}c UID STORE 1:2 +FLAGS (\Seen)\x{0D 0A}d NOOP\x{0D 0A}
        S1: * 1 FETCH (UID 1 FLAGS (\Seen))
        S1: a OK ...
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged \Seen))
        S1: * 3 FETCH (UID 3 FLAGS (\Flagged))
        S1: b OK ...
        S1: * 1 FETCH (UID 1 FLAGS (\Seen))
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged \Seen))
        S1: c OK ...
        S1: d OK ...
        """);

    [Fact]
    public Task What_silent_ones_made_is_left_out_whatever_stood_between() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        given  rev2 enabled by C1
        in order
        C1 raw: a STORE 1:2 +FLAGS.SILENT (\Seen)\x{0D 0A}b STORE 1 -FLAGS.SILENT (\Seen)\x{0D 0A}c STORE 2 FLAGS.SILENT (\Draft)\x{0D 0A}d FETCH 1:2 (FLAGS)\x{0D 0A}
        S1: a OK ...
        S1: b OK ...
        S1: c OK ...
        S1: * 1 FETCH (FLAGS ())
        S1: * 2 FETCH (FLAGS (\Draft))
        S1: d OK ...
        """);

    [Fact]
    public Task What_another_session_did_is_told_though_all_were_silent() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by both
        given  rev2 enabled by C1
        C2: x STORE 1:2 +FLAGS.SILENT (\Flagged)
        S2: x OK ...
        in order
        C1 raw: a STORE 1 +FLAGS.SILENT (\Seen)\x{0D 0A}b STORE 1 +FLAGS.SILENT (\Draft)\x{0D 0A}
        S1: * 1 FETCH (UID 1 FLAGS (\Flagged \Seen \Draft))
        S1: * 2 FETCH (UID 2 FLAGS (\Flagged))
        S1: a OK ...
        S1: b OK ...
        """);

    [Fact]
    public Task One_that_cannot_join_is_carried_out_in_its_turn() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected
        given  rev2 enabled by C1
        in order
        C1 raw: a STORE 1 +FLAGS.SILENT (\Seen)\x{0D 0A}b STORE 9 +FLAGS (\Seen)\x{0D 0A}c STORE 1 +FLAGS (\Nonsense)\x{0D 0A}d STORE 1 FLAGS.SILENT (\Draft)\x{0D 0A}e STORE 1\x{0D 0A}f STORE 2 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\Seen)\x{0D 0A}g SEARCH SEEN\x{0D 0A}
        S1: a OK ...
        S1: b BAD ...
        S1: c BAD ...
        S1: d OK ...
        S1: e BAD ...
        S1: * OK [HIGHESTMODSEQ ...] ...
        S1: f OK [MODIFIED 2] ...
        S1: * ESEARCH (TAG "g")
        S1: g OK ...
        """);

    [Fact]
    public Task Expunges_wait_for_the_end_of_the_round_and_numbers_mean_what_they_meant() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Deleted, selected by both
        given  rev2 enabled by C1
        C2: x EXPUNGE
        S2: * 1 EXPUNGE
        S2: x OK ...
        in order
        C1 raw: a UID STORE 2 +FLAGS (\Seen)\x{0D 0A}b STORE 3 +FLAGS (\Draft)\x{0D 0A}c NOOP\x{0D 0A}
        S1: * 2 FETCH (UID 2 FLAGS (\Seen))
        S1: a OK ...
        S1: * 3 FETCH (UID 3 FLAGS (\Draft))
        S1: b OK ...
        S1: * 1 EXPUNGE
        S1: c OK ...
        """);

    [Fact]
    public async Task Whatever_stands_in_a_packet_a_client_knows_the_flags_afterwards()
    {
        var ending = TestContext.Current.CancellationToken;
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        await using var mail = await TestMailServer.StartAsync(new() { Ports = false }, ending);
        var account = await mail.AddAccountAsync(cancellationToken: ending);
        for (var i = 0; i < 8; i++)
            await mail.AddMessageAsync(account, "Subject: x\r\n\r\ny\r\n"u8.ToArray(), cancellationToken: ending);
        var serving = new List<Task>();
        await using (var one = FaultyServer.Connect(mail, mail.Store, "x", serving, NullLogger<ImapServer>.Instance))
        await using (var other = FaultyServer.Connect(mail, mail.Store, "y", serving, NullLogger<ImapServer>.Instance))
        {
            foreach (var session in new[] { one, other })
            {
                await session.ResponseAsync(ending);
                await session.CommandAsync($"LOGIN {account.Address} {account.Password}", ending);
                await session.CommandAsync("ENABLE IMAP4rev2", ending);
                await session.CommandAsync("SELECT INBOX", ending);
            }

            var known = Enumerable.Range(0, 9).Select(static _ => new SortedSet<string>(StringComparer.Ordinal)).ToArray();
            for (var round = 0; round < 40; round++)
            {
                var commands = Enumerable.Range(0, dice.Next(2, 30)).Select(_ => Draw(dice)).ToArray();
                // A client that pipelines knows what it asked for; whatever is told counts for more.
                foreach (var command in commands)
                    command.Apply(known);
                var meddles = dice.Next(3) == 0 ? other.CommandAsync(Draw(dice).Text, ending) : Task.CompletedTask;
                await one.SendAsync(string.Concat(commands.Select((command, i) => $"t{i} {command.Text}\r\n")), ending);
                for (var i = 0; i < commands.Length; i++)
                {
                    var answers = await one.UntilAsync(line => line.StartsWith($"t{i} OK", StringComparison.Ordinal), ending);
                    var told = answers.Select(line => Learn(known, line)).ToHashSet();
                    Assert.True(commands[i].IsSilent || told.IsSupersetOf(commands[i].Numbers), one.Transcript);
                }

                await meddles;
            }

            foreach (var line in await one.CommandAsync("NOOP", ending))
                Learn(known, line);
            var before = known.Select(static flags => string.Join(' ', flags)).ToArray();
            foreach (var line in await one.CommandAsync("FETCH 1:8 (FLAGS)", ending))
                Learn(known, line);
            Assert.Equal(known.Select(static flags => string.Join(' ', flags)), before);
        }

        await Task.WhenAll(serving).WaitAsync(TimeSpan.FromSeconds(60), ending);
        await mail.CheckAsync(account, ending);
    }

    private static Drawn Draw(Random dice)
    {
        var numbers = Enumerable.Range(1, 8).Where(_ => dice.Next(3) == 0).DefaultIfEmpty(dice.Next(1, 9)).ToArray();
        return new(dice.Next(3), dice.Next(2) == 0, numbers, [.. Flags.Where(_ => dice.Next(3) == 0)]);
    }

    /// <summary>Takes what a FETCH tells; gives the number of its message, 0 of another line.</summary>
    private static int Learn(SortedSet<string>[] known, string line)
    {
        var fetch = Told().Match(line);
        if (!fetch.Success)
            return 0;
        var number = int.Parse(fetch.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        known[number] = new(fetch.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        return number;
    }

    [GeneratedRegex(@"^\* (\d+) FETCH \((?:UID \d+ )?FLAGS \(([^)]*)\)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Told();

    private sealed record Drawn(int Operation, bool IsSilent, int[] Numbers, string[] Named)
    {
        public string Text => $"STORE {string.Join(',', Numbers)} {(Operation == 0 ? "" : Operation == 1 ? "+" : "-")}FLAGS{(IsSilent ? ".SILENT" : "")} ({string.Join(' ', Named)})";

        public void Apply(SortedSet<string>[] known)
        {
            foreach (var number in Numbers)
            {
                if (Operation == 0)
                    known[number].Clear();
                if (Operation == 2)
                    known[number].ExceptWith(Named);
                else
                    known[number].UnionWith(Named);
            }
        }
    }
}
