using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>An IMAP conversation: brings about its given lines in an account of its own, and logs its connections in.</summary>
internal sealed class ImapStage(TestMailServer server, TestAccount account, TestAccount other, bool tls)
    : MailboxStage(server, account, other, tls ? MailProtocol.Imaps : MailProtocol.Imap, tls)
{
    /// <inheritdoc/>
    public override bool HasTags => true;

    /// <inheritdoc/>
    public override async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } greeting || !greeting.AsSpan().StartsWith("* OK "u8))
            throw new ConversationFailedException($"C{peer.Number} was not greeted.");
        if (AccountOf(peer) is not { } who)
            return;
        await CommandAsync(peer, $"LOGIN {who.Address} {who.Password}", cancellationToken);
        foreach (var enabled in Opening<ImapGiven.Enabled>(peer))
            await CommandAsync(peer, $"ENABLE {enabled.Names}", cancellationToken);
        // The connection that "both" leaves to be selected last would renumber nothing: selecting changes no mailbox.
        foreach (var selected in Opening<ImapGiven.Selected>(peer))
        {
            var name = selected.Name.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            await CommandAsync(peer, $"{(selected.ReadOnly ? "EXAMINE" : "SELECT")} \"{name}\"", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("* BYE"u8);

    /// <inheritdoc/>
    protected override bool Knows(ImapGiven said) => true;

    private static async ValueTask CommandAsync(ConversationPeer peer, string command, CancellationToken cancellationToken)
    {
        await peer.SendAsync(Encoding.UTF8.GetBytes($"given {command}\r\n"), cancellationToken);
        while (await peer.ReadAsync(cancellationToken) is { } line)
        {
            if (!line.AsSpan().StartsWith("given "u8))
                continue;
            if (!line.AsSpan().StartsWith("given OK"u8))
                throw new ConversationFailedException($"C{peer.Number}: {command}: {Transcript.Readable(line)}");
            return;
        }

        throw new ConversationFailedException($"C{peer.Number}: {command}: the server closed the connection.");
    }
}
