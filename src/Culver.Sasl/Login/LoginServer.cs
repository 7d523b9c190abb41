namespace Culver.Sasl.Login;

/// <summary>
/// LOGIN, the server's side: the name, then the password, each to a prompt. It was never standardised
/// (draft-murchison-sasl-login-00); old mail clients still know nothing else.
/// </summary>
internal sealed class LoginServer(ICredentialVerifier verifier) : SaslServerMechanism(MechanismName)
{
    public const string MechanismName = "LOGIN";

    // The draft spells the prompts otherwise; these are the two that every client in use accepts.
    private static readonly byte[] NamePrompt = "Username:"u8.ToArray();
    private static readonly byte[] PasswordPrompt = "Password:"u8.ToArray();

    // Set by the first response, used by the second.
    private string? userName;

    private protected override ReadOnlyMemory<byte> FirstChallenge => NamePrompt;

    // Liberty, RFC 4422 §3: a server-first mechanism takes no initial response, but clients send the name as one.
    private protected override async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (response.IsEmpty || response.Span.Contains((byte)0) || !StrictUtf8.TryDecode(response.Span, out var text))
        {
            return Fail(SaslFailure.MalformedMessage);
        }

        if (userName is null)
        {
            userName = text;
            return new SaslStep.Challenge(PasswordPrompt);
        }

        return await verifier.VerifyPasswordAsync(userName, text, cancellationToken) switch
        {
            PasswordVerdict.Verified verified => new SaslStep.Success(verified.Identity, AdditionalData: null),
            PasswordVerdict.Refused refused => Fail(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
