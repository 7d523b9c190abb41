namespace Culver.Sasl.Plain;

/// <summary>PLAIN (RFC 4616), the server's side.</summary>
internal sealed class PlainServer(ICredentialVerifier verifier) : SaslServerMechanism(MechanismName)
{
    public const string MechanismName = "PLAIN";

    private protected override async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (PlainMessage.Parse(response.Span) is not { } message)
        {
            return Fail(SaslFailure.MalformedMessage);
        }

        switch (await verifier.VerifyPasswordAsync(message.UserName, message.Password, cancellationToken))
        {
            // RFC 4616 §2: only after the credentials are verified is the authorization identity looked at.
            case PasswordVerdict.Verified verified:
                return message.AuthorizationIdentity.Length == 0 || verifier.MayActAs(verified.Identity, message.AuthorizationIdentity)
                    ? new SaslStep.Success(verified.Identity, AdditionalData: null)
                    : Fail(SaslFailure.NotAuthorized);
            case PasswordVerdict.Refused refused:
                return Fail(refused.Reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
