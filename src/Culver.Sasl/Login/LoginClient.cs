using System.Text;

namespace Culver.Sasl.Login;

/// <summary>LOGIN, the client's side, for servers that have nothing else. It was never standardised; use it under TLS only.</summary>
/// <param name="userName">The authentication identity.</param>
/// <param name="password">The password.</param>
internal sealed class LoginClient(string userName, string password) : SaslClientMechanism("LOGIN")
{
    private int _asked;

    /// <inheritdoc />
    public override bool IsSatisfied => _asked == 2;

    /// <inheritdoc />
    // The server speaks first: there is no initial response.
    public override bool HasInitialResponse => false;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Start() => ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc />
    // Servers word their two questions as they like; only their order counts.
    public override SaslClientStep Step(ReadOnlyMemory<byte> challenge) => _asked++ switch
    {
        0 => new SaslClientStep.Response(Encoding.UTF8.GetBytes(userName)),
        1 => new SaslClientStep.Response(Encoding.UTF8.GetBytes(password)),
        _ => new SaslClientStep.Abort("The server asks for more than a name and a password."),
    };
}
