using Culver.Identity.Authentication;
using Culver.Imap.Dispatch;
using Culver.Imap.Session;
using Culver.Imap.Wire;
using Culver.Sasl;
using Culver.Sasl.Channels;
using Culver.Storage;
using Microsoft.Extensions.Logging;

namespace Culver.Imap.Commands.Session;

/// <summary>What LOGIN and AUTHENTICATE share: which mechanisms a connection may use, and what becomes of who logged in.</summary>
internal sealed class LoginSession(
    Authenticator authenticator, SaslMechanisms mechanisms, IMailStore store, Lazy<ImapRegistry> registry, ILogger log)
{
    /// <summary>RFC 9051 §6.2.3: whether a password may travel here in the clear.</summary>
    public static bool AllowsPlaintext(ImapSession session) =>
        session.Connection.IsSecure || session.Connection.IsLoopback || session.Options.AllowClearTextLogin;

    /// <summary>The mechanisms to announce.</summary>
    public IReadOnlyList<string> Announced(ImapSession session) => mechanisms.Announced(Channel(session));

    /// <summary>Begins an exchange; null when there is no such mechanism here, or it is switched off.</summary>
    public SaslServerMechanism? Create(string name, ImapSession session) => !session.Offers("AUTH=" + name) ? null : mechanisms.Create(name, Channel(session), Verifier(session));

    public ICredentialVerifier Verifier(ImapSession session) =>
        authenticator.ForConnection(new("imap", session.Connection.RemoteEndPoint.Address));

    /// <summary>Opens the mail of who proved to be somebody.</summary>
    public async ValueTask<CommandResult> AcceptAsync(ImapSession session, SaslIdentity identity, string mechanism, CancellationToken cancellationToken)
    {
        var account = ((AccountIdentity)identity).Account;
        if (!session.Connection.TryCountAccount(account.Id.ToString()))
            return CommandResult.No(ResponseCode.Limit, "Too many connections of this account are open");
        IMailAccount lease;
        try
        {
            lease = await store.OpenAccountAsync(account.Id, cancellationToken);
        }
        catch (AccountGoneException)
        {
            // The directory made the account and its mail was not needed until now.
            await store.CreateAccountAsync(account.Id, cancellationToken);
            lease = await store.OpenAccountAsync(account.Id, cancellationToken);
        }

        session.LogIn(identity.Name, lease, account.Settings.DisabledCapabilities);
        session.BadCommands = 0;
        log.LoggedIn(session.Connection.Id, identity.Name, mechanism);
        // RFC 9051 §7.1: the capabilities change with login, and telling them here spares the client a question.
        return CommandResult.Ok(ResponseCode.Capability(registry.Value.Capabilities(session)), "Logged in");
    }

    /// <summary>What a client is told; the same for an unknown user and a wrong password (RFC 5530 §3).</summary>
    public CommandResult Refuse(ImapSession session, SaslFailure reason)
    {
        log.LoginRefused(session.Connection.Id);
        session.FailedLogins++;
        return reason switch
        {
            SaslFailure.MalformedMessage => CommandResult.Bad("The mechanism's message could not be read"),
            SaslFailure.NotAuthorized => CommandResult.No(ResponseCode.AuthorizationFailed, "You may not act as that user"),
            SaslFailure.TemporarilyUnavailable => CommandResult.No(ResponseCode.Unavailable, "Passwords cannot be checked right now"),
            SaslFailure.Throttled => CommandResult.No(ResponseCode.Limit, "Too many failed logins; try again later"),
            _ => CommandResult.No(ResponseCode.AuthenticationFailed, "The name or the password is wrong"),
        };
    }

    private static SaslChannel Channel(ImapSession session)
    {
        var connection = session.Connection;
        var bindings = connection.Tls is { ByProxy: false } tls
            ? ChannelBindings.ForTls(
                tls.IsTls13, connection.ServerEndPointBinding ?? default, connection.UniqueBinding, connection.ExporterBinding, announceWithoutDefault: false)
            : ChannelBindings.None;
        return new() { AllowsPlaintext = AllowsPlaintext(session), Bindings = bindings };
    }
}
