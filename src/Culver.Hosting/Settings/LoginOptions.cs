namespace Culver.Hosting;

/// <summary>How clients may log in.</summary>
public sealed class LoginOptions
{
    /// <summary>SASL mechanisms that are switched off, such as <c>LOGIN</c> or <c>SCRAM-SHA-1</c>. Switching off a SCRAM mechanism leaves its -PLUS form.</summary>
    public IList<string> DisabledMechanisms { get; init; } = [];
}
