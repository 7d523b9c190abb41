namespace Culver.Crash.Tests.Power;

/// <summary>
/// Nothing acknowledged is lost when the machine loses its power. One run of a server under load is recorded; at many of its moments a
/// disk that keeps only what it was asked to keep is made, opened, and compared with what had been acknowledged by then.
/// <c>CULVER_CRASH_IMAGES</c> asks for more disks, <c>CULVER_CRASH_SEED</c> for the same dice again, <c>CULVER_CRASH_KEEP</c> names a
/// folder that record and image are put into when something is wrong.
/// </summary>
public sealed class PowerTests(RecordedRun run, ITestOutputHelper output) : IClassFixture<RecordedRun>
{
    private static readonly int Images = CrashSettings.Read("CULVER_CRASH_IMAGES", 60);

    [Fact]
    public async Task A_power_failure_at_any_moment_keeps_all_that_was_acknowledged()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        output.WriteLine($"{run.Description}, {Images} images");
        Assert.Null(await run.PlayAsync(Images, Environment.GetEnvironmentVariable("CULVER_CRASH_KEEP")));
    }

    [Theory]
    [InlineData("broken for syncs", 0.05)]
    // The names of logs, contents, and accounts.
    [InlineData("broken for syncs of folders", 0.5)]
    public async Task A_sync_that_failed_costs_nothing_that_was_acknowledged_after_it(string fault, double share)
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var failing = new RecordedRun(share, fault);
        await failing.InitializeAsync();
        output.WriteLine($"{failing.Description}, {Images} images");
        Assert.Null(await failing.PlayAsync(Images, Environment.GetEnvironmentVariable("CULVER_CRASH_KEEP")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_does_not_heed_syncs_is_noticed(bool folders)
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        var wrong = await run.PlayAsync(200, ignored: (record, disk) => record.Kind == DiskRecordKind.Sync && disk.IsFolder(record.Id) == folders);
        output.WriteLine(wrong ?? "");
        Assert.NotNull(wrong);
    }
}
