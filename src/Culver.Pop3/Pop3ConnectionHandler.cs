using Culver.Connections;
using Culver.Identity.Authentication;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;
using Culver.Sasl;
using Culver.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Culver.Pop3;

/// <summary>Serves POP3 over accepted connections.</summary>
internal sealed class Pop3ConnectionHandler : IConnectionHandler
{
    private readonly Pop3Environment _environment;

    public Pop3ConnectionHandler(
        IOptions<Pop3Options> options, Authenticator authenticator, SaslMechanisms mechanisms, SaslPolicy policy, IMailStore store, TimeProvider time, Pop3Metrics metrics,
        ILogger<Pop3ConnectionHandler> log)
    {
        var logins = new Logins(authenticator, mechanisms, store, options.Value, time);
        var offersApop = policy.AllowsSharedSecrets && !options.Value.DisabledCapabilities.Contains("APOP");
        _environment = new(options.Value, Pop3Extensions.Build(options.Value, logins, offersApop), time, metrics, log)
        {
            OffersApop = offersApop,
            FailuresPerConnection = authenticator.FailuresPerConnection,
        };
    }

    public string Protocol => "pop3";

    public async Task RunAsync(ClientConnection connection, CancellationToken ending)
    {
        await using var pop3 = new Pop3Connection(connection, _environment);
        await pop3.RunAsync(ending);
    }

    // RFC 3206 §4: a refusal in place of a greeting passes by itself.
    public ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal) => ResponseWriter.Format(Pop3Reply.Err(ResponseCode.SysTemp, refusal.Text));
}
