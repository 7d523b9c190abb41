using System.Globalization;
using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>
/// A disk that fails now and then, in every way a disk can, under load: every command is done or refused as one that may be tried again, no
/// connection is lost, what was acknowledged is there, and from the moment the disk works again everything does, without a restart.
/// <c>CULVER_FAULT_ROUNDS</c> asks for more rounds of each way.
/// </summary>
public sealed class FaultLoadTests(ITestOutputHelper output)
{
    private const int ImapClients = 8;
    private const int LmtpClients = 2;
    private static readonly int Rounds = CrashSettings.Read("CULVER_FAULT_ROUNDS", 1);
    private static readonly int Commands = CrashSettings.Read("CULVER_FAULT_COMMANDS", 250);

    [Fact]
    public async Task A_disk_that_fails_now_and_then_costs_refusals_and_nothing_else()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        output.WriteLine($"CULVER_CRASH_SEED={CrashSettings.Seed} CULVER_FAULT_ROUNDS={Rounds}");
        var random = new Random(CrashSettings.Seed);
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        var ledger = new CrashLedger();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var fault in Fault.All.Values)
                await RoundAsync(server, ledger, random, $"{round}{fault.Name[0]}{fault.Kinds:D}", fault);
        }

        await server.RestartAsync();
        await CrashReading.VerifyAsync(server.Process, server.Data, ledger);
    }

    private async Task RoundAsync(FaultyServer server, CrashLedger ledger, Random random, string name, Fault fault)
    {
        var refusals = new Refusals { AreAllowed = true };
        var acknowledged = 0;
        void Acknowledged() => Interlocked.Increment(ref acknowledged);
        var clients = new List<(PlainClient Client, Func<PlainClient, Task> Work)>();
        try
        {
            for (var i = 0; i < ImapClients + LmtpClients; i++)
            {
                var load = new CrashLoad(server.Process, ledger, new(random.Next()), $"{name}-{i}", Acknowledged, refusals);
                var client = new PlainClient(server.Process.EndPoints[i < ImapClients ? "imap" : "lmtp"]);
                clients.Add((client, i < ImapClients ? load.WorkAsync : load.DeliverOneAsync));
                if (i < ImapClients)
                    await CrashLoad.LogInAsync(client);
                else
                    await MailSession.GreetAsync(client);
            }

            var share = Math.Pow(10, -2.5 * random.NextDouble());
            server.Faults.Set(fault, share);
            var before = server.Faults.Failed;
            await Task.WhenAll(clients.Select(client => Task.Run(async () =>
            {
                while (Volatile.Read(ref acknowledged) + refusals.Count < Commands)
                    await client.Work(client.Client);
            })));
            server.Faults.Clear();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.Name} at {share:P1}: {server.Faults.Failed - before} calls failed, {acknowledged} commands acknowledged, {refusals.Count} refused"));

            // On the same connections, at once.
            refusals.AreAllowed = false;
            await Task.WhenAll(clients.Select(client => Task.Run(() => client.Work(client.Client))));
            await CrashReading.VerifyAsync(server.Process, server.Data, ledger);
            Assert.Empty(server.Bugs);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"{fault.Name}: {failure.Message}\n{server.Process.Errors}", failure);
        }
        finally
        {
            foreach (var (client, _) in clients)
                client.Dispose();
        }
    }
}
