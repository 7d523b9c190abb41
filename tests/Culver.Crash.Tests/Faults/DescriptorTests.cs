using System.Diagnostics;
using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>A server without descriptors serves whom it has, lets others wait, and burns nothing meanwhile.</summary>
public sealed class DescriptorTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Clients_that_cannot_be_accepted_wait_and_are_served_later()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        using var first = new PlainClient(server.Process.EndPoints["imap"]);
        await CrashLoad.LogInAsync(first);
        server.Faults.Set(new("no descriptors", FaultKinds.Accepts, Fault.All["out of descriptors"].Error));
        var clients = Enumerable.Range(0, 20).Select(_ => new PlainClient(server.Process.EndPoints["imap"])).ToList();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 2000 && (i < 200 || server.Faults.Failed < 3); i++)
            await first.CommandAsync("APPEND INBOX {12+}\r\nSubject: x\r\n");
        output.WriteLine($"{server.Faults.Failed} tries in {clock.ElapsedMilliseconds} ms");
        Assert.InRange(server.Faults.Failed, 1, 10 + (clock.ElapsedMilliseconds / 50));
        server.Faults.Clear();
        foreach (var client in clients)
        {
            await CrashLoad.LogInAsync(client);
            client.Dispose();
        }

        Assert.DoesNotContain(server.Bugs, static line => !line.Contains("cannot accept", StringComparison.Ordinal));
    }

    // With forty descriptors left some clients are taken; with twelve none, for the runtime may want them.
    [Theory]
    [InlineData(40)]
    [InlineData(12)]
    public async Task A_process_at_its_limit_of_open_files_goes_on(int left)
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        using var journey = await FaultJourney.BeginAsync(server.Process);
        // What runs for the first time is loaded from files, which takes descriptors of its own.
        await journey.RunAsync();
        var open = Directory.GetFiles($"/proc/{server.Process.Id}/fd").Length;
        await LimitAsync(server.Process.Id, open + left);
        var clients = Enumerable.Range(0, 60).Select(_ => new PlainClient(server.Process.EndPoints["imap"])).ToList();
        var greetings = await Task.WhenAll(clients.Select(static client => client.ReadToAsync("* ")));
        output.WriteLine($"{greetings.Count(static greeting => greeting!.StartsWith("* OK", StringComparison.Ordinal))} were taken");
        Assert.StartsWith(left < 16 ? "* BYE" : "* OK", greetings[0], StringComparison.Ordinal);
        Assert.Contains(greetings, static greeting => greeting!.StartsWith("* BYE", StringComparison.Ordinal));
        await journey.RunAsync(fails: true, changes: null, submission: null, clients: false);
        output.WriteLine($"refused: {string.Join(", ", journey.Refused)}");
        foreach (var client in clients)
            client.Dispose();
        if (left < 16)
            await LimitAsync(server.Process.Id, 4096);
        await ComeUntilTakenAsync(server.Process);
        await journey.ResumeAsync();
        await journey.RunAsync();
        await LimitAsync(server.Process.Id, 4096);
        await server.CheckAsync();
        Assert.DoesNotContain(server.Bugs, static line => !line.Contains("cannot accept", StringComparison.Ordinal));
    }

    // Who was sent away comes again: the server takes clients when it noticed that the others went.
    private static async Task ComeUntilTakenAsync(CulverProcess server)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(30))
        {
            using var client = new PlainClient(server.EndPoints["imap"]);
            if (await client.ReadToAsync("* ") is { } greeting && greeting.StartsWith("* OK", StringComparison.Ordinal))
                return;
        }

        Assert.Fail("nobody is taken any more");
    }

    private static async Task LimitAsync(int process, int files)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{process}", $"--nofile={files}:"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }
}
