using System.Text;
using Culver.Connections;
using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Imap;

/// <summary>The IMAP server: one <see cref="ImapConnection"/> per client.</summary>
internal sealed class ImapServer : IConnectionHandler
{
    private readonly ImapServices _services;

    public ImapServer(
        ImapOptions options, Authenticator authenticator, SaslMechanisms mechanisms, IMailStore store, TimeProvider time, ImapMetrics metrics,
        ILogger<ImapServer> log) =>
        _services = new(ImapExtensions.CreateRegistry(authenticator, mechanisms, store, options, metrics, time, log), options, time, metrics, log)
        {
            FailuresPerConnection = authenticator.FailuresPerConnection,
        };

    public string Protocol => "imap";

    public Task RunAsync(ClientConnection connection, CancellationToken ending) => new ImapConnection(connection, _services).RunAsync(ending);

    /// <summary>RFC 9051 §7.1.5 BYE in place of a greeting.</summary>
    public ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal) =>
        Encoding.ASCII.GetBytes(refusal.Reason == RefusalReason.ServerStopping ? $"* BYE [UNAVAILABLE] {refusal.Text}\r\n" : $"* BYE [LIMIT] {refusal.Text}\r\n");
}
