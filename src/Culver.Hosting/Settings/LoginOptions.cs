namespace Culver.Hosting;

/// <summary>How clients may log in.</summary>
public sealed class LoginOptions
{
    /// <summary>SASL mechanisms that are switched off, such as <c>LOGIN</c> or <c>SCRAM-SHA-1</c>. Switching off a SCRAM mechanism leaves its -PLUS form.</summary>
    public IList<string> DisabledMechanisms { get; init; } = [];

    /// <summary>
    /// Whether CRAM-MD5 (RFC 2195) and POP3's APOP are offered. They work only for accounts whose password the server may recover (<c>culver account password
    /// --recoverable</c>): whoever steals the data folder can read those passwords.
    /// </summary>
    public bool AllowSharedSecrets { get; set; }
}
