using System.Collections.Immutable;
using System.Net.Security;
using Culver.Testing.Transport;

namespace Culver.Testing.Conversations;

/// <summary>A conversation with a <see cref="TestMailServer"/>.</summary>
internal abstract class ServerStage(TestMailServer server, MailProtocol protocol, bool tls) : IConversationStage
{
    /// <inheritdoc/>
    public abstract bool HasTags { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyDictionary<string, string> Captures { get; }

    /// <summary>The server.</summary>
    protected TestMailServer Server => server;

    /// <inheritdoc/>
    public async ValueTask<ClientChannel> ConnectAsync(int connection, CancellationToken cancellationToken)
    {
        var channel = server.OpenChannel(protocol);
        return tls ? await StartTlsAsync(channel, cancellationToken) : channel;
    }

    /// <inheritdoc/>
    public async ValueTask<ClientChannel> StartTlsAsync(ClientChannel channel, CancellationToken cancellationToken)
    {
        var secure = new SslStream(channel.Stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown) }, cancellationToken);
        return new(secure, async stop =>
        {
            // close_notify first, so that the server sees an end and not a cut.
            await secure.ShutdownAsync();
            await channel.EndSendingAsync(stop);
        });
    }

    /// <inheritdoc/>
    public abstract ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public ValueTask AdvanceAsync(TimeSpan span) => server.PassTimeAsync(span);

    /// <inheritdoc/>
    public abstract bool IsFarewell(ReadOnlySpan<byte> line);
}
