namespace Culver.Sasl;

/// <summary>The verifier's answer to a name and a password. A closed set.</summary>
public abstract record PasswordVerdict
{
    private PasswordVerdict()
    {
    }

    /// <summary>The password is that account's.</summary>
    /// <param name="Identity">The account.</param>
    public sealed record Verified(SaslIdentity Identity) : PasswordVerdict;

    /// <summary>It is not, or it was not looked at.</summary>
    /// <param name="Reason">Which of the two.</param>
    public sealed record Refused(SaslFailure Reason) : PasswordVerdict;
}
