using Culver.Sasl.Scram;

namespace Culver.Sasl;

/// <summary>The verifier's answer to a name that begins a SCRAM exchange. A closed set.</summary>
public abstract record ScramLookup
{
    private ScramLookup()
    {
    }

    /// <summary>Keys to go on with. For a user who does not exist they are fake, and the exchange fails at its end as for a wrong password.</summary>
    /// <param name="Keys">The account's keys, or fake ones.</param>
    /// <param name="Identity">The account; null when the keys are fake.</param>
    public sealed record Proceed(ScramKeys Keys, SaslIdentity? Identity) : ScramLookup;

    /// <summary>The exchange ends here.</summary>
    /// <param name="Reason">Why; never whether the user exists.</param>
    public sealed record Refused(SaslFailure Reason) : ScramLookup;
}
