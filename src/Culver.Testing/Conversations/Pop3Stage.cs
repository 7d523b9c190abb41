using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>A POP3 conversation: brings about its given lines in an account of its own, and logs its connections in.</summary>
internal sealed class Pop3Stage(TestMailServer server, TestAccount account, TestAccount other, bool tls)
    : MailboxStage(server, account, other, tls ? MailProtocol.Pop3s : MailProtocol.Pop3, tls)
{
    /// <inheritdoc/>
    public override bool HasTags => false;

    /// <inheritdoc/>
    public override async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        await AnswerAsync(peer, "greeting", cancellationToken);
        if (AccountOf(peer) is not { } who)
            return;
        foreach (var command in (string[])[$"USER {who.Address}", $"PASS {who.Password}"])
        {
            await peer.SendAsync(Encoding.UTF8.GetBytes($"{command}\r\n"), cancellationToken);
            await AnswerAsync(peer, command, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => false;

    /// <inheritdoc/>
    protected override bool Knows(ImapGiven said) => said is ImapGiven.NotLoggedIn or ImapGiven.AnotherAccount;

    private static async ValueTask AnswerAsync(ConversationPeer peer, string to, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } line)
            throw new ConversationFailedException($"C{peer.Number}: {to}: the server closed the connection.");
        if (!line.AsSpan().StartsWith("+OK "u8))
            throw new ConversationFailedException($"C{peer.Number}: {to}: {Transcript.Readable(line)}");
    }
}
