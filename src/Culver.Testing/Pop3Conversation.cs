using Culver.Testing.Conversations;

namespace Culver.Testing;

/// <summary>
/// Plays a script of POP3 against a server. The notation is that of <see cref="ImapConversation"/>, but lines come in the order written;
/// <c>S1: ...</c> passes over lines until the next expected one. Connections are greeted and logged in unless a given line says
/// <c>not logged in</c> or they begin with <c>C1 connects</c>. Given lines are those of mailboxes, messages, accounts and settings.
/// </summary>
public static class Pop3Conversation
{
    /// <summary>Plays a script with a server of its own.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static Task RunAsync(string script, ConversationOptions? options = null, CancellationToken cancellationToken = default) =>
        MailboxPlay.RunAsync(script, options, static (server, account, other, tls) => new Pop3Stage(server, account, other, tls), cancellationToken);

    /// <summary>Plays a script with a server at hand, in new accounts.</summary>
    /// <param name="server">The server. Other conversations may go on with it, but those in which time passes.</param>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static Task RunAsync(TestMailServer server, string script, ConversationOptions? options = null, CancellationToken cancellationToken = default) =>
        MailboxPlay.RunAsync(server, script, options, static (server, account, other, tls) => new Pop3Stage(server, account, other, tls), cancellationToken);

    /// <summary>Whether a script needs a server of its own: it moves the clock, or changes settings.</summary>
    public static bool NeedsOwnServer(string script) => SettingsOfScript.NeedsOwnServer(ConversationSyntax.Parse(script));
}
