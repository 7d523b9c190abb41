using System.Security.Cryptography;
using Culver.Pop3.Tests;
using Culver.Testing;

[assembly: AssemblyFixture(typeof(Pop3.SharedServer))]

namespace Culver.Pop3.Tests;

/// <summary>Plays conversations with the whole server: plainly, and again over TLS with commands cut at random.</summary>
public static class Pop3
{
    private static TestMailServer? s_shared;

    /// <summary>The server that conversations share; none of them changes its settings or its clock.</summary>
    public static TestMailServer Shared => s_shared!;

    /// <summary>Plays a script plainly, and over TLS with its commands cut.</summary>
    public static async Task RunAsync(string script)
    {
        await PlayAsync(script, new());
        // Both in one: the cuts become records of TLS.
        await PlayAsync(script, new()
        {
            Tls = !script.Contains("starts TLS", StringComparison.Ordinal),
            CutSeed = RandomNumberGenerator.GetInt32(int.MaxValue),
        });
    }

    /// <summary>Plays a script in the clear only: for what is different over TLS.</summary>
    public static async Task RunInTheClearAsync(string script)
    {
        await PlayAsync(script, new());
        await PlayAsync(script, new() { CutSeed = RandomNumberGenerator.GetInt32(int.MaxValue) });
    }

    private static Task PlayAsync(string script, ConversationOptions options)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        return Pop3Conversation.NeedsOwnServer(script)
            ? Pop3Conversation.RunAsync(script, options, cancellationToken)
            : Pop3Conversation.RunAsync(s_shared!, script, options, cancellationToken);
    }

    /// <summary>One server for all conversations of the assembly that do not need their own; each has accounts of its own there.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        public async ValueTask InitializeAsync() => s_shared = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });

        public ValueTask DisposeAsync() => s_shared!.DisposeAsync();
    }
}
