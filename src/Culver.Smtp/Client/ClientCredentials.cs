namespace Culver.Smtp.Client;

/// <summary>How to log in to a smarthost.</summary>
/// <param name="UserName">The authentication identity.</param>
/// <param name="Password">The password.</param>
public sealed record ClientCredentials(string UserName, string Password)
{
    /// <summary>Whether a mechanism that shows the password may be used under TLS with a server whose certificate proves nothing.</summary>
    public bool TrustsAnyServer { get; init; }

    /// <summary>Says who; never the password.</summary>
    public override string ToString() => $"{nameof(ClientCredentials)} {UserName}";
}
