using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>A disk that fails altogether: every command of every protocol is answered as it should be, and served when the disk works again.</summary>
public sealed class FaultJourneyTests(ITestOutputHelper output)
{
    // What reads may be served from memory; what changes something must be refused, unless the fault leaves it alone.
    [Theory]
    [InlineData("full", false)]
    [InlineData("over quota", false)]
    [InlineData("read-only", false)]
    [InlineData("broken for writing", false)]
    [InlineData("broken for syncs", false)]
    [InlineData("broken for syncs of folders", null)]
    [InlineData("broken for reading", null)]
    [InlineData("broken", false)]
    [InlineData("out of descriptors", null)]
    public async Task What_cannot_be_done_is_refused_and_done_when_the_disk_works_again(string name, bool? changes)
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        using var journey = await FaultJourney.BeginAsync(server.Process);
        await journey.RunAsync();
        for (var round = 0; round < FaultJourney.Rounds; round++)
        {
            server.Faults.Set(Fault.All[name]);
            await journey.RunAsync(fails: true, changes, changes);
            output.WriteLine($"{name}: {server.Faults.Failed} calls failed; refused: {string.Join(", ", journey.Refused)}; slowest: {journey.Slowest}");
            server.Faults.Clear();
            await journey.ResumeAsync();
            await journey.RunAsync();
            await server.CheckAsync();
        }

        Assert.True(server.Faults.Failed > 0);
        await server.RestartAsync();
        await server.CheckAsync();
        Assert.Empty(server.Bugs);
    }
}
