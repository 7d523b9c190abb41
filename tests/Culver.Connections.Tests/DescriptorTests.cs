using Microsoft.Win32.SafeHandles;

namespace Culver.Connections.Tests;

/// <summary>The last descriptors are for those who are served already, and for threads.</summary>
public sealed class DescriptorTests
{
    [Fact]
    public void The_limit_of_open_files_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is that of Linux");
        var told = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        Assert.Equal(told == "unlimited" ? int.MaxValue : (int)Math.Min(long.Parse(told), int.MaxValue), DescriptorLimit.Read());
    }

    [Theory]
    [InlineData(10, 0, 10)]
    [InlineData(10, 2, 7)]
    [InlineData(10, 5, 4)]
    [InlineData(10, 6, 3)]
    [InlineData(10, 7, 0)]
    public void A_line_leaves_so_many_free_that_are_not_taken(int limit, int spared, int line)
    {
        var drawn = new DescriptorLine(() => limit, static () => [0, 1, 2, 8]);
        Assert.Equal(line > 0, drawn.Draw(spared));
        Assert.Equal(line, Enumerable.Range(0, limit).Count(drawn.Allows));
    }

    [Fact]
    public void A_line_moves_with_the_limit_and_not_before()
    {
        var (limit, looks) = (100, 0);
        var line = new DescriptorLine(() => limit, Look);
        line.Draw(10);
        Assert.True(line.Allows(89));
        Assert.False(line.Allows(90));
        Assert.Equal(1, looks);
        limit = 50;
        Assert.False(line.Allows(40));
        Assert.True(line.Allows(39));
        Assert.Equal(2, looks);

        IEnumerable<int> Look()
        {
            looks++;
            return [];
        }
    }

    [Fact]
    public void Where_nobody_can_look_nothing_is_allowed()
    {
        var line = new DescriptorLine(static () => 100, static () => throw new IOException());
        Assert.False(line.Draw(1));
        Assert.False(line.Allows(3));
    }

    [Fact]
    public void Spare_descriptors_go_to_files_and_no_client_comes_until_they_are_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "descriptors are numbered so on Linux");
        var limit = 100_000;
        var taken = Enumerable.Range(0, 3).ToHashSet();
        var spare = new SpareDescriptors(new DescriptorLine(() => limit, () => taken));
        using var low = new SafeFileHandle(10, ownsHandle: false);
        Assert.True(spare.TryTake());
        Assert.True(spare.AllowsClient(low));
        // Somebody lowers the limit: all below it are taken but ten.
        (limit, taken) = (5_000, [.. Enumerable.Range(0, 4_990)]);
        Assert.False(spare.AllowsClient(low));
        Assert.False(spare.AreHeld);
        Assert.False(spare.TryTake());
        Assert.False(spare.AllowsFile(low));
        // The spare ones came free: files have them, a client does not.
        (limit, taken) = (5_001, [.. Enumerable.Range(0, 4_990 - SpareDescriptors.Many)]);
        Assert.True(spare.AllowsFile(low));
        Assert.False(spare.AllowsClient(low));
        limit = 100_000;
        Assert.True(spare.TryTake());
        Assert.True(spare.AllowsClient(low));
        spare.LetGo();
        Assert.False(spare.AllowsClient(low));
    }
}
