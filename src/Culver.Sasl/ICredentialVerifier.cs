using Culver.Sasl.Scram;
using Culver.Sasl.SharedSecrets;

namespace Culver.Sasl;

/// <summary>
/// What mechanisms ask about users. An implementation is good for one connection, so that it knows where attempts come from.
/// Names and passwords reach it as the client sent them, decoded from UTF-8; the verifier prepares them (SASLprep).
/// </summary>
public interface ICredentialVerifier
{
    /// <summary>
    /// Verifies a password. An unknown user costs the same work as a wrong password and gives the same answer.
    /// </summary>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="password">The password in clear.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The verdict.</returns>
    ValueTask<PasswordVerdict> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the keys of a user for one hash. For an unknown user the answer is fake keys whose salt and iteration count are
    /// always the same for that name, also after a restart, so that asking twice tells nothing: a server may hide why it refuses
    /// (RFC 5802 §7), and here it hides it from the first message on.
    /// </summary>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="hash">The hash of the mechanism.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The keys, or a refusal that does not depend on whether the user exists.</returns>
    ValueTask<ScramLookup> FindScramKeysAsync(string userName, ScramHash hash, CancellationToken cancellationToken);

    /// <summary>Told once how the proof of a SCRAM exchange came out, so that failures count like failed passwords.</summary>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="isProven">Whether the client proved to know the password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>When it is recorded.</returns>
    ValueTask RecordScramProofAsync(string userName, bool isProven, CancellationToken cancellationToken);

    /// <summary>
    /// Verifies a digest made with a shared secret. Only accounts that opted in have one; an account without costs the same work and gives the
    /// same answer as a wrong digest.
    /// </summary>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="proof">What the client sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The verdict.</returns>
    ValueTask<PasswordVerdict> VerifySharedSecretAsync(string userName, SharedSecretProof proof, CancellationToken cancellationToken);

    /// <summary>Whether an authenticated identity may act as an authorization identity: only as itself, however spelled.</summary>
    /// <param name="identity">Who authenticated.</param>
    /// <param name="authorizationIdentity">Whom the client asked to act as; never empty.</param>
    /// <returns>True if they are the same account.</returns>
    bool MayActAs(SaslIdentity identity, string authorizationIdentity);
}
