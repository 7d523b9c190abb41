using System.Collections.Immutable;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>A POP3 conversation: brings about its given lines in an account of its own, and logs its connections in.</summary>
internal sealed class Pop3Stage(TestMailServer server, TestAccount account, TestAccount other, bool tls)
    : ServerStage(server, tls ? MailProtocol.Pop3s : MailProtocol.Pop3, tls)
{
    private readonly MailboxGivens _mailboxes = new(server, account);
    private readonly List<ImapGiven> _opening = [];

    /// <inheritdoc/>
    public override bool HasTags => false;

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
                if (!await _mailboxes.BringAboutAsync(said, cancellationToken) && said is not (ImapGiven.NotLoggedIn or ImapGiven.AnotherAccount))
                    throw new FormatException($"Line {given.Line} of the script: given {given.Text}: this is of IMAP alone.");
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
        await AnswerAsync(peer, "greeting", cancellationToken);
        if (_opening.OfType<ImapGiven.NotLoggedIn>().Any(given => given.By.Includes(peer.Number)))
            return;
        var who = _opening.OfType<ImapGiven.AnotherAccount>().Any(given => given.By.Includes(peer.Number)) ? other : account;
        foreach (var command in (string[])[$"USER {who.Address}", $"PASS {who.Password}"])
        {
            await peer.SendAsync(Encoding.UTF8.GetBytes($"{command}\r\n"), cancellationToken);
            await AnswerAsync(peer, command, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => false;

    private static async ValueTask AnswerAsync(ConversationPeer peer, string to, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } line)
            throw new ConversationFailedException($"C{peer.Number}: {to}: the server closed the connection.");
        if (!line.AsSpan().StartsWith("+OK "u8))
            throw new ConversationFailedException($"C{peer.Number}: {to}: {Transcript.Readable(line)}");
    }
}
