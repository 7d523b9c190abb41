using Culver.Testing.Conversations;

namespace Culver.Testing;

/// <summary>
/// Plays a script of SMTP, submission or LMTP against a server. The notation is that of <see cref="ImapConversation"/>, but lines come in the
/// order written; <c>S1: ...</c> passes over lines until the next expected one; a <c>{{{ … }}}</c> block that is a whole client
/// line stands for itself, and one inside a line (<c>BDAT {{{ … }}} LAST</c>) is counted there and follows the line.
/// Connections are greeted, and no more, unless they begin with <c>C1 connects</c>. Given lines are settings, and <c>given logged in</c> for submission.
/// </summary>
public static class LineConversation
{
    /// <summary>Plays a script with a server of its own.</summary>
    /// <param name="protocol">Which.</param>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static async Task RunAsync(MailProtocol protocol, string script, ConversationOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var server = await TestMailServer.StartAsync(SettingsOfScript.ServerFor(script), cancellationToken);
        await RunAsync(server, protocol, script, options, cancellationToken);
    }

    /// <summary>Plays a script with a server at hand.</summary>
    /// <param name="server">The server.</param>
    /// <param name="protocol">Which.</param>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static async Task RunAsync(TestMailServer server, MailProtocol protocol, string script, ConversationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var steps = SettingsOfScript.Without(ConversationSyntax.Parse(script));
        var account = options.Account ?? await server.AddAccountAsync(cancellationToken: cancellationToken);
        var other = await server.AddAccountAsync(cancellationToken: cancellationToken);
        await new ConversationRunner(steps, new LineStage(server, options.Tls && protocol == MailProtocol.Submission ? MailProtocol.Submissions : protocol, account, other), options.CutSeed, options.Patience).RunAsync(cancellationToken);
        await server.CheckAsync(account, cancellationToken);
    }
}
