using Culver.Identity.Authentication;
using Culver.Pop3.Dispatch;
using Culver.Sasl;
using Culver.Sasl.Channels;
using Culver.Storage;

namespace Culver.Pop3.Session;

/// <summary>
/// What PASS, AUTH and APOP share: which mechanisms a connection may use, and what becomes of who logged in. Rules upheld: a maildrop is opened
/// only after its lock is held, and no login succeeds without one (RFC 1939 §4); every refusal for the credentials bears [AUTH] and no other
/// does (RFC 3206 §6), the same for an unknown user and a wrong password.
/// </summary>
internal sealed class Logins(Authenticator authenticator, SaslMechanisms mechanisms, IMailStore store, Pop3Options options, TimeProvider time)
{
    private readonly MaildropLocks _locks = new(time);
    private readonly LoginDelays _delays = new(options.LoginDelay, time);

    /// <summary>RFC 2595 §2.3: whether a password may travel here in the clear.</summary>
    public static bool AllowsPlaintext(Pop3Session session) =>
        session.Connection.IsSecure || session.Connection.IsLoopback || session.Options.AllowClearTextLogin;

    /// <summary>The mechanisms to announce.</summary>
    public IReadOnlyList<string> Announced(Pop3Session session) => mechanisms.Announced(Channel(session));

    /// <summary>Begins an exchange; null when there is no such mechanism here.</summary>
    public SaslServerMechanism? Create(string name, Pop3Session session) => mechanisms.Create(name, Channel(session), Verifier(session));

    public ICredentialVerifier Verifier(Pop3Session session) => authenticator.ForConnection(new("pop3", session.Connection.RemoteEndPoint.Address));

    /// <summary>Opens the maildrop of who proved to be somebody.</summary>
    public async ValueTask<CommandResult> AcceptAsync(Pop3Session session, SaslIdentity identity, string mechanism, CancellationToken cancellationToken)
    {
        var account = ((AccountIdentity)identity).Account.Id;
        if (!_delays.MayLogIn(account))
            return Pop3Reply.Err(ResponseCode.LoginDelay, "The last login was too short a time ago");
        if (!session.Connection.TryCountAccount(account.ToString()))
            return Pop3Reply.Err(ResponseCode.SysTemp, "Too many connections of this account are open");
        if (await OpenAsync(session, account, cancellationToken) is { } refusal)
        {
            session.Connection.ReleaseAccount();
            return refusal;
        }

        _delays.LoggedIn(account);
        session.BadCommands = 0;
        session.Environment.Log.LoggedIn(session.Connection.Id, identity.Name, mechanism);
        return Pop3Reply.Ok("Logged in");
    }

    /// <summary>What a client is told that did not prove to be somebody.</summary>
    public static Pop3Reply Refuse(Pop3Session session, SaslFailure reason)
    {
        session.Environment.Log.LoginRefused(session.Connection.Id);
        session.FailedLogins++;
        return reason switch
        {
            SaslFailure.MalformedMessage => Pop3Reply.Err("The mechanism's message could not be read"),
            SaslFailure.NotAuthorized => Pop3Reply.Err(ResponseCode.Auth, "You may not act as that user"),
            // RFC 3206 §4: these pass by themselves, and no new password helps.
            SaslFailure.TemporarilyUnavailable => Pop3Reply.Err(ResponseCode.SysTemp, "Passwords cannot be checked right now"),
            SaslFailure.Throttled => Pop3Reply.Err(ResponseCode.SysTemp, "Too many failed logins; try again later"),
            _ => Pop3Reply.Err(ResponseCode.Auth, "The name or the password is wrong"),
        };
    }

    private async ValueTask<Pop3Reply?> OpenAsync(Pop3Session session, AccountId id, CancellationToken cancellationToken)
    {
        var account = await LeaseAsync(id, cancellationToken);
        if (!account.Mailboxes.TryGet(MailboxName.Parse(options.Mailbox), out var mailbox))
        {
            await account.DisposeAsync();
            return NoMailbox;
        }

        IDisposable? exclusive = null;
        try
        {
            exclusive = await _locks.TakeAsync(id, mailbox.Id, cancellationToken);
        }
        finally
        {
            if (exclusive is null)
                await account.DisposeAsync();
        }

        if (exclusive is null)
            return Pop3Reply.Err(ResponseCode.InUse, "The maildrop is open in another session");
        if (await Maildrop.OpenAsync(account, mailbox.Id, exclusive, cancellationToken) is not { } maildrop)
            return NoMailbox;
        session.Open(maildrop);
        return null;
    }

    private static Pop3Reply NoMailbox { get; } = Pop3Reply.Err(ResponseCode.SysPerm, "The account has no such mailbox");

    private async ValueTask<IMailAccount> LeaseAsync(AccountId id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenAccountAsync(id, cancellationToken);
        }
        catch (AccountGoneException)
        {
            // The directory made the account and its mail was not needed until now.
            await store.CreateAccountAsync(id, cancellationToken);
            return await store.OpenAccountAsync(id, cancellationToken);
        }
    }

    private static SaslChannel Channel(Pop3Session session)
    {
        var connection = session.Connection;
        var bindings = connection.Tls is { ByProxy: false } tls
            ? ChannelBindings.ForTls(
                tls.IsTls13, connection.ServerEndPointBinding ?? default, connection.UniqueBinding, connection.ExporterBinding, announceWithoutDefault: false)
            : ChannelBindings.None;
        return new() { AllowsPlaintext = AllowsPlaintext(session), Bindings = bindings };
    }
}
