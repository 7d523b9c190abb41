using Culver.Fuzz;

namespace Culver.Pop3.Tests.Wire;

public sealed class Pop3FuzzTests
{
    [Fact]
    public void Spoiled_lines_are_read_or_refused()
    {
        var seed = Random.Shared.Next();
        var result = Pop3Fuzz.Run(seed, 50_000);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.True(result.Refused > 5_000, $"seed {seed}: only {result.Refused} refusals");
    }

    [Fact]
    public void Unspoiled_lines_are_read() => Assert.Empty(Pop3Fuzz.NotReadUnspoiled());
}
