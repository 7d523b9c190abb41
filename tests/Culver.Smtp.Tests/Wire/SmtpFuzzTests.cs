using Culver.Fuzz;

namespace Culver.Smtp.Tests.Wire;

public sealed class SmtpFuzzTests
{
    [Fact]
    public void Spoiled_commands_are_read_or_refused_in_our_words()
    {
        var seed = Random.Shared.Next();
        var result = SmtpFuzz.Run(seed, 60_000);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.InRange(result.Refused, 30_000, 60_000);
    }

    [Fact]
    public void Unspoiled_commands_are_read() => Assert.Empty(SmtpFuzz.NotReadUnspoiled());
}
