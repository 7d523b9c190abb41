namespace Culver.Dns.Tests;

public sealed class Probe
{
    [Fact]
    public void The_part_is_there() => Assert.NotNull(typeof(Probe).Assembly);
}
