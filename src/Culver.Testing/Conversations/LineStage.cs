using System.Collections.Immutable;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>
/// A conversation in a protocol of lines: SMTP, submission, LMTP. <c>$user</c> and <c>$user2</c> are the accounts' addresses, <c>$plain</c> and <c>$plain2</c>
/// what AUTH PLAIN wants of them; <c>given logged in</c> greets and logs in as the first on every connection.
/// </summary>
internal sealed class LineStage(TestMailServer server, MailProtocol protocol, TestAccount account, TestAccount other)
    : ServerStage(server, protocol, tls: protocol == MailProtocol.Submissions)
{
    private bool _logsIn;

    /// <inheritdoc/>
    public override bool HasTags => false;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Captures { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["user"] = account.Address, ["user2"] = other.Address, ["plain"] = Plain(account), ["plain2"] = Plain(other),
    };

    /// <inheritdoc/>
    public override ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken)
    {
        foreach (var given in givens)
            _logsIn = given.Text == "logged in" ? true : throw Unknown(given);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken) => throw Unknown(given);

    /// <inheritdoc/>
    public override async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } greeting || !greeting.AsSpan().StartsWith("220 "u8))
            throw new ConversationFailedException($"C{peer.Number} was not greeted.");
        if (!_logsIn)
            return;
        await AskAsync("EHLO client.example");
        if (!await AskAsync("AUTH PLAIN " + Plain(account)))
            throw new ConversationFailedException($"C{peer.Number} could not log in.");

        async ValueTask<bool> AskAsync(string command)
        {
            await peer.SendAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
            byte[]? line;
            do
                line = await peer.ReadAsync(cancellationToken);
            while (line is { Length: > 3 } && line[3] == (byte)'-');
            return line is [(byte)'2', ..];
        }
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("421 "u8) || line.StartsWith("221 "u8);

    // message = [authzid] UTF8NUL authcid UTF8NUL passwd       RFC 4616 §2
    private static string Plain(TestAccount who) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{who.Address}\0{who.Password}"));

    private static FormatException Unknown(ConversationStep.Given given) =>
        new($"Line {given.Line} of the script: given {given.Text}: there are no given lines here but settings and \"logged in\".");
}
