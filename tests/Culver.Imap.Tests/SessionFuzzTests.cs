using Culver.Fuzz;
using Xunit;

namespace Culver.Imap.Tests;

public sealed class SessionFuzzTests
{
    [Theory]
    [InlineData(FuzzTransport.Memory, 2500)]
    [InlineData(FuzzTransport.MemoryTls, 500)]
    [InlineData(FuzzTransport.Socket, 500)]
    [InlineData(FuzzTransport.SocketTls, 500)]
    public async Task Spoiled_sessions_log_no_exception_hang_on_nothing_and_give_memory_back(FuzzTransport transport, int lines)
    {
        var seed = Random.Shared.Next();
        var result = await SessionFuzz.RunAsync(seed, lines, transport, static _ => { }, TestContext.Current.CancellationToken);
        Assert.True(result.Findings.Count == 0, $"seed {seed}\n{string.Join('\n', result.Findings)}");
        Assert.True(result.Refused > lines, $"seed {seed}: only {result.Refused} refusals");
    }
}
