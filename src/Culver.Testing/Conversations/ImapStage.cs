using System.Collections.Immutable;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>An IMAP conversation: brings about its given lines in an account of its own, and logs its connections in.</summary>
internal sealed class ImapStage(TestMailServer server, TestAccount account, TestAccount other, bool tls)
    : ServerStage(server, tls ? MailProtocol.Imaps : MailProtocol.Imap, tls)
{
    private readonly MailboxGivens _mailboxes = new(server, account);
    private readonly List<ImapGiven> _opening = [];

    /// <inheritdoc/>
    public override bool HasTags => true;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Captures { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["user"] = account.Address, ["password"] = account.Password, ["user2"] = other.Address, ["password2"] = other.Password,
    };

    /// <inheritdoc/>
    public override async ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken)
    {
        foreach (var given in givens)
        {
            foreach (var said in ImapGivenSyntax.Parse(given))
            {
                _opening.Add(said);
                await _mailboxes.BringAboutAsync(said, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken)
    {
        foreach (var said in ImapGivenSyntax.Parse(given))
        {
            if (!await _mailboxes.BringAboutAsync(said, cancellationToken))
                throw new FormatException($"Line {given.Line} of the script: given {given.Text}: this is for the beginning of a script.");
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } greeting || !greeting.AsSpan().StartsWith("* OK "u8))
            throw new ConversationFailedException($"C{peer.Number} was not greeted.");
        if (_opening.OfType<ImapGiven.NotLoggedIn>().Any(given => given.By.Includes(peer.Number)))
            return;
        var who = _opening.OfType<ImapGiven.AnotherAccount>().Any(given => given.By.Includes(peer.Number)) ? other : account;
        await CommandAsync(peer, $"LOGIN {who.Address} {who.Password}", cancellationToken);
        foreach (var enabled in _opening.OfType<ImapGiven.Enabled>().Where(given => given.By.Includes(peer.Number)))
            await CommandAsync(peer, $"ENABLE {enabled.Names}", cancellationToken);
        // The connection that "both" leaves to be selected last would renumber nothing: selecting changes no mailbox.
        foreach (var selected in _opening.OfType<ImapGiven.Selected>().Where(given => given.By.Includes(peer.Number)))
        {
            var name = selected.Name.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            await CommandAsync(peer, $"{(selected.ReadOnly ? "EXAMINE" : "SELECT")} \"{name}\"", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("* BYE"u8);

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
