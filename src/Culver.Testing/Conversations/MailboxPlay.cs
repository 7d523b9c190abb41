namespace Culver.Testing.Conversations;

/// <summary>Plays a script about mailboxes, in new accounts.</summary>
internal static class MailboxPlay
{
    /// <summary>Makes the stage of a protocol.</summary>
    public delegate MailboxStage Stage(TestMailServer server, TestAccount account, TestAccount other, bool tls);

    /// <summary>Plays it with a server of its own.</summary>
    public static async Task RunAsync(string script, ConversationOptions? options, Stage stage, CancellationToken cancellationToken)
    {
        await using var server = await TestMailServer.StartAsync(SettingsOfScript.ServerFor(script), cancellationToken);
        await RunAsync(server, script, options, stage, cancellationToken);
    }

    /// <summary>Plays it with a server at hand.</summary>
    public static async Task RunAsync(TestMailServer server, string script, ConversationOptions? options, Stage stage, CancellationToken cancellationToken)
    {
        options ??= new();
        var steps = SettingsOfScript.Without(ConversationSyntax.Parse(script));
        var account = options.Account ?? await server.AddAccountAsync(cancellationToken: cancellationToken);
        // Only where it is spoken of: making accounts is most of what a short conversation costs.
        var other = script.Contains("another account", StringComparison.Ordinal) || script.Contains("$user2", StringComparison.Ordinal)
            ? await server.AddAccountAsync(cancellationToken: cancellationToken)
            : account;
        await new ConversationRunner(steps, stage(server, account, other, options.Tls), options.CutSeed, options.Patience).RunAsync(cancellationToken);
        await server.CheckAsync(account, cancellationToken);
    }
}
