using System.IO.Pipelines;
using Culver.Connections;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Storage;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Culver.Imap.Tests.Model;

/// <summary>An IMAP server over a store of one's own, which may be a faulty one, beside a whole server whose accounts it serves.</summary>
internal static class FaultyServer
{
    /// <summary>One connection to it; what serves it is added to <paramref name="serving"/>, to be awaited when the client is closed.</summary>
    public static ModelConnection Connect(TestMailServer mail, IMailStore store, string name, List<Task> serving, ILogger<ImapServer> log)
    {
        var services = mail.Services;
        var server = new ImapServer(
            new ImapOptions(), services.GetRequiredService<Authenticator>(), services.GetRequiredService<SaslMechanisms>(), store, mail.Clock,
            services.GetRequiredService<ImapMetrics>(), log);
        var (client, far) = PipePair.Create();
        var connection = ClientConnection.Create(far, new ListenerOptions { Name = "imap", Protocol = "imap" });
        serving.Add(ServeAsync(server, connection, far));
        return new(new PipeStream(client), name, () =>
        {
            client.Output.Complete();
            client.Input.Complete();
        });
    }

    /// <summary>As a listener does: when the handler is done, the connection is closed.</summary>
    private static async Task ServeAsync(ImapServer server, ClientConnection connection, IDuplexPipe far)
    {
        await server.RunAsync(connection, CancellationToken.None);
        await far.Output.CompleteAsync();
        await far.Input.CompleteAsync();
    }
}
