using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Culver.Testing.Conversations;
using Culver.Testing.Transport;

namespace Culver.Journeys.Tests;

/// <summary>Conversations with a server in another process, through its sockets. Scripts log in by themselves.</summary>
internal sealed class SocketStage(IPEndPoint endPoint, bool isImap, Dictionary<string, string> captures) : IConversationStage
{
    public bool HasTags => isImap;

    public IReadOnlyDictionary<string, string> Captures => captures;

    /// <summary>Plays an IMAP script.</summary>
    public static Task ImapAsync(IPEndPoint endPoint, string user, string password, string script) =>
        PlayAsync(new SocketStage(endPoint, isImap: true, new(StringComparer.Ordinal) { ["user"] = user, ["password"] = password }), script);

    /// <summary>Plays an SMTP or LMTP script.</summary>
    public static Task LinesAsync(IPEndPoint endPoint, string user, string script) =>
        PlayAsync(new SocketStage(endPoint, isImap: false, new(StringComparer.Ordinal) { ["user"] = user }), script);

    public async ValueTask<ClientChannel> ConnectAsync(int connection, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, cancellationToken);
        return new(new NetworkStream(socket, ownsSocket: true), _ =>
        {
            socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        });
    }

    public async ValueTask<ClientChannel> StartTlsAsync(ClientChannel channel, CancellationToken cancellationToken)
    {
        var secure = new SslStream(channel.Stream);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost" }, cancellationToken);
        return new(secure, async stop =>
        {
            await secure.ShutdownAsync();
            await channel.EndSendingAsync(stop);
        });
    }

    public ValueTask SetUpAsync(ImmutableArray<ConversationStep.Given> givens, CancellationToken cancellationToken) =>
        givens.IsEmpty ? ValueTask.CompletedTask : throw new FormatException("A server in another process is given nothing.");

    public async ValueTask WelcomeAsync(ConversationPeer peer, CancellationToken cancellationToken) => await peer.ReadAsync(cancellationToken);

    public ValueTask GivenAsync(ConversationStep.Given given, CancellationToken cancellationToken) => throw new FormatException("A server in another process is given nothing.");

    public ValueTask AdvanceAsync(TimeSpan span) => throw new FormatException("Another process has its own clock.");

    public bool IsFarewell(ReadOnlySpan<byte> line) => line.StartsWith("* BYE"u8) || line.StartsWith("421 "u8);

    private static Task PlayAsync(SocketStage stage, string script) =>
        new ConversationRunner(ConversationSyntax.Parse(script), stage, cutSeed: null, TimeSpan.FromSeconds(30)).RunAsync(CancellationToken.None);
}
