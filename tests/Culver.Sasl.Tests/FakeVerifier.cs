using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;
using Culver.Sasl.SharedSecrets;

namespace Culver.Sasl.Tests;

/// <summary>Knows one user, and what was asked.</summary>
internal sealed class FakeVerifier : ICredentialVerifier
{
    public string UserName { get; init; } = "user";

    public string Password { get; init; } = "pencil";

    public byte[] Salt { get; init; } = [1, 2, 3, 4];

    public int Iterations { get; init; } = 4096;

    /// <summary>When set, every question is answered with it.</summary>
    public SaslFailure? Refusal { get; init; }

    public List<string> Questions { get; } = [];

    public List<bool> Proofs { get; } = [];

    public ValueTask<PasswordVerdict> VerifyPasswordAsync(string userName, string password, CancellationToken cancellationToken)
    {
        Questions.Add($"{userName}/{password}");
        return ValueTask.FromResult<PasswordVerdict>(
            Refusal is { } refusal ? new PasswordVerdict.Refused(refusal)
            : userName == UserName && password == Password ? new PasswordVerdict.Verified(new TestIdentity(UserName))
            : new PasswordVerdict.Refused(SaslFailure.InvalidCredentials));
    }

    public ValueTask<ScramLookup> FindScramKeysAsync(string userName, ScramHash hash, CancellationToken cancellationToken)
    {
        Questions.Add(userName);
        if (Refusal is { } refusal)
        {
            return ValueTask.FromResult<ScramLookup>(new ScramLookup.Refused(refusal));
        }

        if (!PreparedPassword.TryPrepare(Password, out var prepared))
        {
            throw new InvalidOperationException("the test's password cannot be prepared");
        }

        var keys = ScramKeys.Derive(hash, prepared, Salt, Iterations, new Pbkdf2KeyDerivation());
        return ValueTask.FromResult<ScramLookup>(new ScramLookup.Proceed(keys, userName == UserName ? new TestIdentity(userName) : null));
    }

    public ValueTask RecordScramProofAsync(string userName, bool isProven, CancellationToken cancellationToken)
    {
        Proofs.Add(isProven);
        return ValueTask.CompletedTask;
    }

    public ValueTask<PasswordVerdict> VerifySharedSecretAsync(string userName, SharedSecretProof proof, CancellationToken cancellationToken)
    {
        Questions.Add(userName);
        return ValueTask.FromResult<PasswordVerdict>(
            Refusal is { } refusal ? new PasswordVerdict.Refused(refusal)
            : userName == UserName && proof.Matches(System.Text.Encoding.UTF8.GetBytes(Password)) ? new PasswordVerdict.Verified(new TestIdentity(UserName))
            : new PasswordVerdict.Refused(SaslFailure.InvalidCredentials));
    }

    public bool MayActAs(SaslIdentity identity, string authorizationIdentity) => identity.Name == authorizationIdentity;

    private sealed record TestIdentity(string Name) : SaslIdentity(Name);
}
