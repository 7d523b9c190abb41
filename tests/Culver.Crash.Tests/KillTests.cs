namespace Culver.Crash.Tests;

/// <summary>
/// Nothing acknowledged is lost, nothing is there twice and nothing is in part there, when the server is killed under load.
/// Some kills in a run of the suite; <c>CULVER_CRASH_ROUNDS</c>, <c>CULVER_CRASH_CLIENTS</c> and <c>CULVER_CRASH_SEED</c>
/// ask for more, for a bigger crowd and for the same dice again.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly int Rounds = CrashSettings.Read("CULVER_CRASH_ROUNDS", 20);
    // All mail is verified after each: a store that grew without end would take ever more of the time.
    private const int RoundsOfAStore = 25;
    private static readonly int Clients = CrashSettings.Read("CULVER_CRASH_CLIENTS", 50);

    [Fact]
    public async Task A_kill_under_load_keeps_all_that_was_acknowledged()
    {
        output.WriteLine($"CULVER_CRASH_SEED={CrashSettings.Seed} CULVER_CRASH_ROUNDS={Rounds} CULVER_CRASH_CLIENTS={Clients}");
        var random = new Random(CrashSettings.Seed);
        for (var round = 0; round < Rounds; round += RoundsOfAStore)
            await KillAsync(random, round, Math.Min(round + RoundsOfAStore, Rounds));
    }

    private async Task KillAsync(Random random, int round, int end)
    {
        using var folder = new TemporaryFolder();
        await CrashSettings.AddAccountAsync(folder.At("data"));
        var ledger = new CrashLedger();
        for (; round < end; round++)
        {
            await using var culver = await CulverProcess.ServeAsync(folder.At("data"));
            await CrashReading.VerifyAsync(culver, folder.At("data"), ledger);
            await LoadAsync(culver, ledger, random, round);
            output.WriteLine($"round {round}: killed; {ledger.Count} messages on record, {ledger.Undecided} with a command under way");
        }

        await using var again = await CulverProcess.ServeAsync(folder.At("data"));
        await CrashReading.VerifyAsync(again, folder.At("data"), ledger);
    }

    private static async Task LoadAsync(CulverProcess culver, CrashLedger ledger, Random random, int round)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = random.Next(1, 600);
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
    }
}
