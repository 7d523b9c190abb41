using Culver.Sasl.Login;
using Culver.Sasl.Plain;
using Culver.Sasl.Preparation;
using Culver.Sasl.Scram;

namespace Culver.Sasl;

/// <summary>Chooses how to log in to another server.</summary>
/// <param name="derivation">Does the dear step of SCRAM.</param>
public sealed class SaslClients(IScramKeyDerivation derivation)
{
    private static readonly (string Name, ScramHash Hash)[] Scram =
    [
        (ScramNames.Of(ScramHash.Sha512, bound: false), ScramHash.Sha512),
        (ScramNames.Of(ScramHash.Sha256, bound: false), ScramHash.Sha256),
        (ScramNames.Of(ScramHash.Sha1, bound: false), ScramHash.Sha1),
    ];

    /// <summary>Begins the best mechanism both sides have: those that never show the password first, those that do only on an encrypted connection.</summary>
    /// <param name="offered">What the server offers, in upper case.</param>
    /// <param name="userName">The authentication identity.</param>
    /// <param name="password">The password.</param>
    /// <param name="isEncrypted">Whether nobody else can read the connection.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    public SaslClientMechanism? Begin(IReadOnlyCollection<string> offered, string userName, string password, bool isEncrypted)
    {
        ArgumentNullException.ThrowIfNull(offered);
        if (PreparedPassword.TryPrepare(password, out var prepared))
        {
            foreach (var (name, hash) in Scram)
            {
                if (offered.Contains(name))
                    return new ScramClient(hash, userName, prepared, binding: null, isBindingUnannounced: false, derivation);
            }
        }

        if (!isEncrypted)
            return null;
        if (offered.Contains(PlainServer.MechanismName))
            return new PlainClient(authorizationIdentity: "", userName, password);
        return offered.Contains("LOGIN") ? new LoginClient(userName, password) : null;
    }
}
