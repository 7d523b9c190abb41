using System.Collections.Immutable;

namespace Culver.Testing.Conversations;

/// <summary>A conversation in a protocol of lines: SMTP, LMTP.</summary>
internal sealed class LineStage(TestMailServer server, MailProtocol protocol, TestAccount account, TestAccount other)
    : ServerStage(server, protocol, tls: false)
{
    /// <inheritdoc/>
    public override bool HasTags => false;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Captures { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["user"] = account.Address, ["user2"] = other.Address,
    };

    /// <inheritdoc/>
    public override ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken) =>
        givens.IsEmpty ? ValueTask.CompletedTask : throw Unknown(givens[0]);

    /// <inheritdoc/>
    public override ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken) => throw Unknown(given);

    /// <inheritdoc/>
    public override async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken)
    {
        if (await peer.ReadAsync(cancellationToken) is not { } greeting || !greeting.AsSpan().StartsWith("220 "u8))
            throw new ConversationFailedException($"C{peer.Number} was not greeted.");
    }

    /// <inheritdoc/>
    public override bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("421 "u8) || line.StartsWith("221 "u8);

    private static FormatException Unknown(ConversationStep.Given given) =>
        new($"Line {given.Line} of the script: given {given.Text}: there are no given lines here but settings.");
}
