using System.Diagnostics;

namespace Culver.Sasl.SharedSecrets;

/// <summary>CRAM-MD5, the server's side (RFC 2195 §2): a challenge, then the name and a digest.</summary>
internal sealed class CramMd5Server(ICredentialVerifier verifier, Func<byte[]> makeChallenge) : SaslServerMechanism(MechanismName)
{
    public const string MechanismName = "CRAM-MD5";

    private readonly byte[] challenge = makeChallenge();

    public override bool IsServerFirst => true;

    private protected override ReadOnlyMemory<byte> FirstChallenge => challenge;

    // The client responds with the user name, a space, and the digest.                            RFC 2195 §2
    private protected override async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        var space = response.Span.LastIndexOf((byte)' ');
        if (space <= 0 || response.Span.Contains((byte)0) || !StrictUtf8.TryDecode(response.Span[..space], out var userName)
            || !SecretChallenge.TryReadDigest(response.Span[(space + 1)..], out var digest))
        {
            return Fail(SaslFailure.MalformedMessage);
        }

        return await verifier.VerifySharedSecretAsync(userName, new SharedSecretProof.CramMd5(challenge, digest), cancellationToken) switch
        {
            PasswordVerdict.Verified verified => new SaslStep.Success(verified.Identity, AdditionalData: null),
            PasswordVerdict.Refused refused => Fail(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }
}
