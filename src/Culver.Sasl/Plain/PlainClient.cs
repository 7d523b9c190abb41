using System.Text;

namespace Culver.Sasl.Plain;

/// <summary>PLAIN (RFC 4616), the client's side. Use it under TLS only.</summary>
/// <param name="authorizationIdentity">Whom to act as; empty for oneself.</param>
/// <param name="userName">The authentication identity.</param>
/// <param name="password">The password.</param>
internal sealed class PlainClient(string authorizationIdentity, string userName, string password) : SaslClientMechanism(PlainServer.MechanismName)
{
    /// <inheritdoc />
    public override bool IsSatisfied => true;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> Start() => Encoding.UTF8.GetBytes($"{authorizationIdentity}\0{userName}\0{password}");

    /// <inheritdoc />
    public override SaslClientStep Step(ReadOnlyMemory<byte> challenge) => new SaslClientStep.Abort("PLAIN has no challenge.");
}
