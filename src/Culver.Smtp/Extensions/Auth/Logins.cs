using Culver.Identity.Authentication;
using Culver.Sasl;
using Culver.Sasl.Channels;
using Culver.Smtp.Session;

namespace Culver.Smtp.Extensions.Auth;

/// <summary>Which mechanisms a connection may use, and who is asked about users.</summary>
internal sealed class Logins(Authenticator authenticator, SaslMechanisms mechanisms)
{
    /// <summary>
    /// Whether anybody may log in here: under TLS, or on this machine, or where the settings allow it. In the clear nothing is offered, not even
    /// SCRAM: the messages that follow would be readable as well (RFC 8314 §3).
    /// </summary>
    public static bool AreAllowed(SmtpSession session) =>
        session.Connection.IsSecure || session.Connection.IsLoopback || session.Environment.Options.AllowClearTextLogin;

    /// <summary>Failed logins after which a connection is closed.</summary>
    public int FailuresPerConnection => authenticator.FailuresPerConnection;

    /// <summary>The mechanisms to announce, best first.</summary>
    public IReadOnlyList<string> Announced(SmtpSession session) => AreAllowed(session) ? mechanisms.Announced(Channel(session)) : [];

    /// <summary>Begins an exchange; <see langword="null"/> when there is no such mechanism here.</summary>
    public SaslServerMechanism? Create(string name, SmtpSession session) =>
        mechanisms.Create(name, Channel(session), authenticator.ForConnection(new("smtp", session.Connection.RemoteEndPoint.Address)));

    private static SaslChannel Channel(SmtpSession session)
    {
        var connection = session.Connection;
        var bindings = connection.Tls is { ByProxy: false } tls
            ? ChannelBindings.ForTls(
                tls.IsTls13, connection.ServerEndPointBinding ?? default, connection.UniqueBinding, connection.ExporterBinding, announceWithoutDefault: false)
            : ChannelBindings.None;
        return new() { AllowsPlaintext = AreAllowed(session), Bindings = bindings };
    }
}
