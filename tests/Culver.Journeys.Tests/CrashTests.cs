using System.Globalization;
using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>
/// Nothing acknowledged is lost, nothing is there twice and nothing is in part there, when the server is killed under load.
/// A few kills in a run of the suite; <c>CULVER_CRASH_ROUNDS</c>, <c>CULVER_CRASH_CLIENTS</c> and <c>CULVER_CRASH_SEED</c>
/// ask for more, for a bigger crowd and for the same dice again.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Setting("CULVER_CRASH_ROUNDS", 3);
    private static readonly int Clients = Setting("CULVER_CRASH_CLIENTS", 30);
    private static readonly int Seed = Setting("CULVER_CRASH_SEED", Environment.TickCount & int.MaxValue);

    [Fact]
    public async Task A_kill_under_deliveries_appends_stores_moves_and_expunges_keeps_all_that_was_acknowledged()
    {
        output.WriteLine($"CULVER_CRASH_SEED={Seed} CULVER_CRASH_ROUNDS={Rounds} CULVER_CRASH_CLIENTS={Clients}");
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        await ProcessTests.AddAsync(folder, "ann@example.org", "secret");
        var ledger = new CrashLedger();
        for (var round = 0; round < Rounds; round++)
        {
            await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
            await VerifyAsync(culver, folder, ledger);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var left = random.Next(1, 900);
            void Acknowledged()
            {
                if (Interlocked.Decrement(ref left) == 0)
                    enough.TrySetResult();
            }

            var load = Enumerable.Range(0, Clients)
                .Select(client =>
                {
                    var work = new CrashLoad(culver, ledger, new Random(random.Next()), $"{round}-{client}", Acknowledged);
                    return Task.Run(() => client % 4 == 0 ? work.DeliverAsync() : work.UseImapAsync());
                })
                .ToArray();
            var first = await Task.WhenAny([enough.Task.WaitAsync(TimeSpan.FromSeconds(120)), .. load]);
            await first;
            await culver.KillAsync();
            await Task.WhenAll(load);
            output.WriteLine($"round {round}: killed; {ledger.Count} messages on record, {ledger.Undecided} with a command under way");
        }

        await using var again = await CulverProcess.ServeAsync(folder.At("data"));
        await VerifyAsync(again, folder, ledger);
    }

    private static async Task VerifyAsync(CulverProcess culver, TemporaryFolder folder, CrashLedger ledger)
    {
        using var reader = new PlainClient(culver.EndPoints["imap"]);
        await reader.CommandAsync("LOGIN ann@example.org secret");
        var found = new List<CrashSighting>();
        foreach (var mailbox in new[] { "INBOX", "Archive" })
        {
            var (untagged, _) = await reader.AskAsync($"EXAMINE {mailbox}");
            var next = ledger.SettleMailbox(mailbox, untagged);
            for (var uid = 1u; uid < next; uid += 200)
                found.AddRange(CrashSighting.ReadAll(mailbox, await reader.CommandAsync($"UID FETCH {uid}:{uid + 199} (FLAGS BODY.PEEK[])")));
        }

        ledger.Settle(found);
        var (code, said, errors) = await CulverProcess.RunAsync("check", "--data", folder.At("data"));
        Assert.True(code == 0, said + errors);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
