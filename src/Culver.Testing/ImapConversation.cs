using Culver.Testing.Conversations;

namespace Culver.Testing;

/// <summary>
/// Plays a script of IMAP in the notation of the RFCs against a server, and fails on whatever the script does not expect.
/// </summary>
/// <remarks>
/// <para>A line of a script is one of these:</para>
/// <list type="bullet">
/// <item><c>C1: a NOOP</c>: the first client sends a line, with its tag. <c>C2</c> is the second connection, and so on; <c>C:</c> is <c>C1:</c>.</item>
/// <item><c>S1: a OK ...</c>: the server answers the first client. Untagged lines may come in any order before the tagged line after them; a line nobody expected fails.</item>
/// <item><c>in order</c> and <c>any order</c>: from here on, untagged lines come as written, or in any order.</item>
/// <item><c>C1 connects</c>, <c>C1 closes</c>, <c>S1 closes</c>, <c>C1 starts TLS</c>. A connection whose first line is <c>connects</c> tells everything itself, greeting included.</item>
/// <item><c>C1 raw: …</c>: sends without a line end.</item>
/// <item><c>time passes 29 minutes</c>: moves the server's clock.</item>
/// <item><c>given …</c>: a state to begin with, or, for mailboxes and messages, that comes about at this moment.</item>
/// <item><c># …</c>: a remark.</item>
/// </list>
/// <para>In a line, <c>...</c> matches anything and <c>S1: ...</c> any further untagged lines; <c>$name</c> (a lower-case letter first)
/// captures a word at first sight and must match afterwards, also in client lines; <c>{{{</c> to <c>}}}</c> is a literal, which the runner counts
/// and, sent by a client, holds back until the server asks (<c>+{{{</c> does not wait); <c>\x{00 FF}</c> stands for bytes.
/// <c>$user</c>, <c>$password</c>, <c>$user2</c> and <c>$password2</c> are known from the start.</para>
/// <para>Given lines:</para>
/// <list type="bullet">
/// <item><c>given INBOX with 3 messages, the first \Deleted, messages 2 to 3 \Seen $Forwarded, selected by both</c>; also <c>mailbox Foo</c>, <c>mailbox "My Foo" with a message, all \Seen, special use \Sent, examined by C2</c>.
/// Message n is from <c>Sender n &lt;sendern@example.org&gt;</c>, has the subject <c>Message n</c> and the Message-ID <c>&lt;n@example.org&gt;</c>, and arrived on the n-th of January 2026, noon UTC.</item>
/// <item><c>given message in INBOX, \Seen, received 17-Jul-2026 02:44:25 -0700 {{{ … }}}</c></item>
/// <item><c>given subscribed to Foo</c>, <c>given not subscribed to Foo</c></item>
/// <item><c>given not logged in</c>, <c>given C2 not logged in</c>, <c>given C2 is another account</c></item>
/// <item><c>given rev2 enabled by C1</c>, <c>given QRESYNC enabled by both</c></item>
/// <item><c>given setting Imap:Name is value</c>: any setting; only for a conversation with a server of its own.</item>
/// </list>
/// </remarks>
public static class ImapConversation
{
    /// <summary>Plays a script with a server of its own.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static Task RunAsync(string script, ConversationOptions? options = null, CancellationToken cancellationToken = default) =>
        MailboxPlay.RunAsync(script, options, static (server, account, other, tls) => new ImapStage(server, account, other, tls), cancellationToken);

    /// <summary>Plays a script with a server at hand, in new accounts.</summary>
    /// <param name="server">The server. Other conversations may go on with it, but those in which time passes.</param>
    /// <param name="script">The script.</param>
    /// <param name="options">How; plainly when not given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConversationFailedException">The server said something else; the message holds the transcript.</exception>
    /// <exception cref="FormatException">The script is not in the notation.</exception>
    public static Task RunAsync(TestMailServer server, string script, ConversationOptions? options = null, CancellationToken cancellationToken = default) =>
        MailboxPlay.RunAsync(server, script, options, static (server, account, other, tls) => new ImapStage(server, account, other, tls), cancellationToken);

    /// <summary>Whether a script needs a server of its own: it moves the clock, or changes settings.</summary>
    public static bool NeedsOwnServer(string script) => SettingsOfScript.NeedsOwnServer(ConversationSyntax.Parse(script));
}
