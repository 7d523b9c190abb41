using System.Diagnostics.Metrics;
using Culver.Hosting.Rehearsals;
using Xunit;

namespace Culver.Hosting.Tests;

/// <summary>The conversations a starting server plays with itself.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task It_comes_to_its_end_with_every_command_answered_OK() =>
        Assert.Null(await Rehearsal.RunAsync(TestContext.Current.CancellationToken));

    [Fact]
    public async Task It_is_not_counted_as_work_of_the_real_server()
    {
        var commands = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name.EndsWith(".rehearsal", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref commands);
            }
        };
        listener.Start();
        Assert.Null(await Rehearsal.RunAsync(TestContext.Current.CancellationToken));
        Assert.True(commands > 10);
    }

    [Fact]
    public async Task It_ends_when_the_server_leaves()
    {
        using var leaving = new CancellationTokenSource();
        await leaving.CancelAsync();
        Assert.NotNull(await Rehearsal.RunAsync(leaving.Token));
    }

    [Fact]
    public async Task It_removes_what_a_killed_server_left_and_nothing_younger()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "there is no such place here");
        var old = Directory.CreateDirectory("/dev/shm/culver-rehearsal-test-old").FullName;
        var young = Directory.CreateDirectory("/dev/shm/culver-rehearsal-test-young").FullName;
        await File.WriteAllTextAsync(Path.Combine(old, "owner"), "gone", TestContext.Current.CancellationToken);
        Directory.SetLastWriteTimeUtc(old, DateTime.UnixEpoch);
        Assert.Null(await Rehearsal.RunAsync(TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(young));
        Directory.Delete(young);
    }
}
