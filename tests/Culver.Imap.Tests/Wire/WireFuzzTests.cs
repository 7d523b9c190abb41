using Culver.Fuzz;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class WireFuzzTests
{
    [Fact]
    public void Spoiled_text_is_read_or_refused_in_our_words()
    {
        var seed = Random.Shared.Next();
        var result = ReaderFuzz.Run(seed, 60_000);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.InRange(result.Refused, 30_000, 60_000);
    }

    [Fact]
    public void Unspoiled_text_is_read() => Assert.Empty(ReaderFuzz.NotReadUnspoiled());

    [Fact]
    public async Task Spoiled_conversations_come_to_the_same_end_however_they_are_cut()
    {
        var seed = Random.Shared.Next();
        var result = await FramerFuzz.RunAsync(seed, 1500);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.InRange(result.Refused, 300, 1500);
    }
}
