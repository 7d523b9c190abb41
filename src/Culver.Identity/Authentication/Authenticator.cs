// Verifies who logs in, over the directory.
// Rules upheld here: whether a user exists shows neither in an answer nor in the work done for it: a wrong password and an unknown
// user both cost exactly one derivation; an account that may not log in is as good as unknown; the cache only ever shortens
// a success; the throttle is asked before anything is looked up and told of every end.
using Culver.Identity.Addresses;
using Culver.Sasl;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Sasl.SharedSecrets;
using Culver.Storage;
using Culver.Storage.Directory;

namespace Culver.Identity.Authentication;

/// <summary>Verifies credentials.</summary>
/// <param name="directory">The directory.</param>
/// <param name="options">The settings.</param>
/// <param name="credentials">Makes fake credentials and verifies real ones.</param>
/// <param name="verified">Remembers what was verified.</param>
/// <param name="throttle">Turns away who fails too often.</param>
/// <param name="gate">Bounds how many passwords are verified at once.</param>
/// <param name="metrics">Counts logins.</param>
/// <param name="time">The clock of the metrics.</param>
public sealed class Authenticator(
    IDirectoryStore directory,
    IdentityOptions options,
    CredentialSource credentials,
    VerifiedCredentials verified,
    ILoginThrottle throttle,
    VerificationGate gate,
    IdentityMetrics metrics,
    TimeProvider time)
{
    /// <summary>Failures on one connection after which it should be closed (<see cref="FailureThrottleOptions.FailuresPerConnection"/>).</summary>
    public int FailuresPerConnection => options.Throttle.FailuresPerConnection;

    /// <summary>The verifier for one connection.</summary>
    /// <param name="origin">Where the connection comes from.</param>
    /// <returns>A verifier; its successes carry an <see cref="AccountIdentity"/>.</returns>
    public ICredentialVerifier ForConnection(LoginOrigin origin) => new ConnectionVerifier(this, origin);

    private async ValueTask<PasswordVerdict> VerifyPasswordAsync(
        string userName, string password, LoginOrigin origin, CancellationToken cancellationToken)
    {
        var verdict = await JudgePasswordAsync(Canonical(userName), password, origin, cancellationToken);
        metrics.Login(origin.Protocol, verdict is PasswordVerdict.Refused refused ? ResultOf(refused.Reason) : "ok");
        return verdict;
    }

    private async ValueTask<PasswordVerdict> JudgePasswordAsync(string name, string password, LoginOrigin origin, CancellationToken cancellationToken)
    {
        if (!await throttle.MayTryAsync(name, origin, cancellationToken))
        {
            return new PasswordVerdict.Refused(SaslFailure.Throttled);
        }

        try
        {
            // RFC 4616 §2: when preparation fails or leaves nothing, verification fails. That says nothing about the user.
            if (!PreparedPassword.TryPrepare(password, out var prepared))
            {
                return await ConcludeAsync(null, name, origin, cancellationToken);
            }

            var account = await FindAccountAsync(name, cancellationToken);
            if (account is not null && verified.Knows(account, prepared))
            {
                return await ConcludeAsync(account, name, origin, cancellationToken);
            }

            if (!await gate.EnterAsync(origin, cancellationToken))
            {
                return new PasswordVerdict.Refused(SaslFailure.TemporarilyUnavailable);
            }

            try
            {
                // Others of its kind may have failed while this one waited.
                return await throttle.MayTryAsync(name, origin, cancellationToken)
                    ? await ConcludeAsync(await MatchAsync(name, account, prepared, cancellationToken), name, origin, cancellationToken)
                    : new PasswordVerdict.Refused(SaslFailure.Throttled);
            }
            finally
            {
                gate.Leave();
            }
        }
        catch (StorageUnavailableException)
        {
            return new PasswordVerdict.Refused(SaslFailure.TemporarilyUnavailable);
        }
    }

    private async ValueTask<PasswordVerdict> ConcludeAsync(DirectoryAccount? account, string name, LoginOrigin origin, CancellationToken cancellationToken)
    {
        await throttle.RecordAsync(name, origin, isSuccess: account is not null, cancellationToken);
        return account is null
            ? new PasswordVerdict.Refused(SaslFailure.InvalidCredentials)
            : new PasswordVerdict.Verified(new AccountIdentity(account));
    }

    private async ValueTask<DirectoryAccount?> MatchAsync(string name, DirectoryAccount? account, PreparedPassword password, CancellationToken cancellationToken)
    {
        var (keys, isKnown) = await FindKeysAsync(name, account, CredentialSource.PasswordHash, cancellationToken);
        var started = time.GetTimestamp();
        var matches = credentials.Verify(keys, password);
        metrics.Derived(time.GetElapsedTime(started));
        if (!matches || !isKnown)
        {
            return null;
        }

        verified.Remember(account!, password);
        return account;
    }

    private static string ResultOf(SaslFailure failure) => failure switch
    {
        SaslFailure.Throttled => "throttled",
        SaslFailure.TemporarilyUnavailable => "unavailable",
        _ => "refused",
    };

    private async ValueTask<ScramLookup> FindScramKeysAsync(
        string userName, ScramHash hash, LoginOrigin origin, CancellationToken cancellationToken)
    {
        var name = Canonical(userName);
        if (!await throttle.MayTryAsync(name, origin, cancellationToken))
        {
            metrics.Login(origin.Protocol, "throttled");
            return new ScramLookup.Refused(SaslFailure.Throttled);
        }

        try
        {
            var account = await FindAccountAsync(name, cancellationToken);
            var (keys, isKnown) = await FindKeysAsync(name, account, hash, cancellationToken);
            return new ScramLookup.Proceed(keys, isKnown ? new AccountIdentity(account!) : null);
        }
        catch (StorageUnavailableException)
        {
            return new ScramLookup.Refused(SaslFailure.TemporarilyUnavailable);
        }
    }

    private async ValueTask<PasswordVerdict> VerifySharedSecretAsync(
        string userName, SharedSecretProof proof, LoginOrigin origin, CancellationToken cancellationToken)
    {
        var name = Canonical(userName);
        if (!await throttle.MayTryAsync(name, origin, cancellationToken))
        {
            return new PasswordVerdict.Refused(SaslFailure.Throttled);
        }

        try
        {
            var account = await FindAccountAsync(name, cancellationToken);
            var stored = await directory.ReadCredentialsAsync(account?.Id ?? default, cancellationToken);
            var key = await directory.ReadSecretAsync(cancellationToken);
            // Whoever opted in shows neither in the answer nor in the work: a digest is made for every name.
            var secret = account is null ? null : RecoverableSecret.Open(account.Id, stored, key.Span);
            var matches = proof.Matches(secret ?? RecoverableSecret.Fake(name, key.Span));
            var isVerified = matches && secret is not null;
            await throttle.RecordAsync(name, origin, isVerified, cancellationToken);
            metrics.Login(origin.Protocol, isVerified ? "ok" : "refused");
            return isVerified ? new PasswordVerdict.Verified(new AccountIdentity(account!)) : new PasswordVerdict.Refused(SaslFailure.InvalidCredentials);
        }
        catch (StorageUnavailableException)
        {
            return new PasswordVerdict.Refused(SaslFailure.TemporarilyUnavailable);
        }
    }

    private async ValueTask<DirectoryAccount?> FindAccountAsync(string name, CancellationToken cancellationToken) =>
        await directory.FindEntryAsync(name, cancellationToken) is DirectoryEntry.ToAccount { Account: { Settings.MayLogIn: true } account }
            ? account
            : null;

    // Every step is taken for every name: an id nobody has is looked up as well, and fake keys are made also where real ones are found.
    private async ValueTask<(ScramKeys Keys, bool IsKnown)> FindKeysAsync(
        string name, DirectoryAccount? account, ScramHash hash, CancellationToken cancellationToken)
    {
        var stored = await directory.ReadCredentialsAsync(account?.Id ?? default, cancellationToken);
        var fake = credentials.Fake(hash, name, (await directory.ReadSecretAsync(cancellationToken)).Span);
        return account is not null && CredentialSource.Find(stored, hash) is { } keys ? (keys, true) : (fake, false);
    }

    private ValueTask RecordAsync(string userName, LoginOrigin origin, bool isSuccess, CancellationToken cancellationToken)
    {
        metrics.Login(origin.Protocol, isSuccess ? "ok" : "refused");
        return throttle.RecordAsync(Canonical(userName), origin, isSuccess, cancellationToken);
    }

    // A name that is no address names nobody; it goes the same way as any other unknown name.
    private string Canonical(string userName) =>
        EmailAddress.TryParse(userName, options.DefaultDomain, out var address) ? address.ToString() : userName.ToLowerInvariant();

    private sealed class ConnectionVerifier(Authenticator authenticator, LoginOrigin origin) : ICredentialVerifier
    {
        public ValueTask<PasswordVerdict> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken) =>
            authenticator.VerifyPasswordAsync(userName, password, origin, cancellationToken);

        public ValueTask<ScramLookup> FindScramKeysAsync(string userName, ScramHash hash, CancellationToken cancellationToken) =>
            authenticator.FindScramKeysAsync(userName, hash, origin, cancellationToken);

        public ValueTask RecordScramProofAsync(string userName, bool isProven, CancellationToken cancellationToken) =>
            authenticator.RecordAsync(userName, origin, isProven, cancellationToken);

        public ValueTask<PasswordVerdict> VerifySharedSecretAsync(string userName, SharedSecretProof proof, CancellationToken cancellationToken) =>
            authenticator.VerifySharedSecretAsync(userName, proof, origin, cancellationToken);

        public bool MayActAs(SaslIdentity identity, string authorizationIdentity) =>
            authenticator.Canonical(authorizationIdentity) == identity.Name;
    }
}
