using System.Security.Cryptography;
using Culver.Identity.Accounts;
using Culver.Identity.Authentication;
using Culver.Imap.Tests;
using Culver.Sasl;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
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

    /// <summary>Plays a script made for an account, once, in the clear.</summary>
    public static async Task RunOnceAsync(Func<TestAccount, string> script)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var account = await s_shared!.AddAccountAsync(cancellationToken: cancellationToken);
        await ImapConversation.RunAsync(s_shared, script(account), new() { Account = account }, cancellationToken);
    }

    /// <summary>Plays a script once, in the clear, for an account that has some capabilities switched off.</summary>
    public static async Task RunWithoutAsync(string[] capabilities, string script)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var account = await s_shared!.AddAccountAsync(cancellationToken: cancellationToken);
        await s_shared.Services.GetRequiredService<AccountService>().SetSettingsAsync(account.Address, new() { DisabledCapabilities = [.. capabilities] }, cancellationToken);
        await ImapConversation.RunAsync(s_shared, script, new() { Account = account }, cancellationToken);
    }

    /// <summary>Every command the server knows.</summary>
    public static IEnumerable<string> CommandNames
    {
        get
        {
            var services = s_shared!.Services;
            return ImapExtensions.CreateRegistry(
                services.GetRequiredService<Authenticator>(), services.GetRequiredService<SaslMechanisms>(), s_shared.Store, services.GetRequiredService<ImapOptions>(), services.GetRequiredService<ImapMetrics>(), s_shared.Clock, NullLogger.Instance).CommandNames;
        }
    }

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
