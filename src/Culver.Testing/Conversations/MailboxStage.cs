using System.Collections.Immutable;

namespace Culver.Testing.Conversations;

/// <summary>A conversation about mailboxes: brings about its given lines in an account of its own, and knows who each connection is.</summary>
internal abstract class MailboxStage(TestMailServer server, TestAccount account, TestAccount other, MailProtocol protocol, bool tls) : ServerStage(server, protocol, tls)
{
    private readonly MailboxGivens _mailboxes = new(server, account);
    private readonly List<ImapGiven> _opening = [];

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
                if (!await _mailboxes.BringAboutAsync(said, cancellationToken) && !Knows(said))
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

    /// <summary>Whether the protocol has what is said of a connection.</summary>
    protected abstract bool Knows(ImapGiven said);

    /// <summary>What was said of a connection at the beginning.</summary>
    protected IEnumerable<T> Opening<T>(ConversationPeer peer)
        where T : ImapGiven.OfConnection => _opening.OfType<T>().Where(given => given.By.Includes(peer.Number));

    /// <summary>Who a connection logs in as; null when it does not.</summary>
    protected TestAccount? AccountOf(ConversationPeer peer) =>
        Opening<ImapGiven.NotLoggedIn>(peer).Any() ? null : Opening<ImapGiven.AnotherAccount>(peer).Any() ? other : account;
}
