using System.Security.Cryptography;
using Culver.Imap.Tests;
using Culver.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Imap.SharedServer))]

namespace Culver.Imap.Tests;

/// <summary>Plays conversations with the whole server: plainly, and again over TLS with commands cut at random.</summary>
public static class Imap
{
    private static TestMailServer? s_shared;

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

    /// <summary>Plays a script once, in the clear: for the rows of a table, which differ in their words and not in their course.</summary>
    public static Task RunOnceAsync(string script) => PlayAsync(script, new());

    private static Task PlayAsync(string script, ConversationOptions options)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        return ImapConversation.NeedsOwnServer(script)
            ? ImapConversation.RunAsync(script, options, cancellationToken)
            : ImapConversation.RunAsync(s_shared!, script, options, cancellationToken);
    }

    /// <summary>One server for all conversations of the assembly that do not need their own; each has accounts of its own there.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        public async ValueTask InitializeAsync() => s_shared = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false });

        public ValueTask DisposeAsync() => s_shared!.DisposeAsync();
    }
}
