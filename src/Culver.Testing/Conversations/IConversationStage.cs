using System.Collections.Immutable;
using Culver.Testing.Transport;

namespace Culver.Testing.Conversations;

/// <summary>What surrounds a conversation: the server it connects to, and what its given lines mean there.</summary>
internal interface IConversationStage
{
    /// <summary>Whether lines hold literals, and <c>* </c> and <c>+ </c> mark what is not the answer to a tag: IMAP.</summary>
    bool HasTags { get; }

    /// <summary>Names known from the start, such as <c>$user</c>.</summary>
    IReadOnlyDictionary<string, string> Captures { get; }

    /// <summary>Connects.</summary>
    ValueTask<ClientChannel> ConnectAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Puts TLS under a connection.</summary>
    ValueTask<ClientChannel> StartTlsAsync(ClientChannel channel, CancellationToken cancellationToken);

    /// <summary>Brings about what the script begins with, before anyone connects.</summary>
    ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken);

    /// <summary>Takes a fresh connection to where its first line is to be said: greeted, logged in, selected.</summary>
    ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken);

    /// <summary>Brings about what a given line in the middle says.</summary>
    ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken);

    /// <summary>Moves the server's clock.</summary>
    ValueTask AdvanceAsync(TimeSpan span);

    /// <summary>Whether a line may come when the client has gone away: a farewell.</summary>
    bool IsFarewell(ReadOnlySpan<byte> line);
}
