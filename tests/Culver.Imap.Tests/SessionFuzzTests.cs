using Culver.Fuzz;
using Xunit;

namespace Culver.Imap.Tests;

public sealed class SessionFuzzTests
{
    [Fact]
    public async Task Spoiled_sessions_log_no_exception_hang_on_nothing_and_give_memory_back()
    {
        var seed = Random.Shared.Next();
        var result = await SessionFuzz.RunAsync(seed, 2500, static _ => { }, TestContext.Current.CancellationToken);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.True(result.Refused > 2500, $"seed {seed}: only {result.Refused} refusals");
    }
}
