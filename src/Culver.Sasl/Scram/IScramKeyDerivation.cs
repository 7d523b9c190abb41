namespace Culver.Sasl.Scram;

/// <summary>
/// Salts and iterates a password: the one dear step of SCRAM, kept behind a contract so that tests can count it.
/// </summary>
public interface IScramKeyDerivation
{
    /// <summary>SaltedPassword := Hi(Normalize(password), salt, i), RFC 5802 §3.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="password">The prepared password in UTF-8.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">The iteration count.</param>
    /// <param name="saltedPassword">Receives the result; as long as the hash.</param>
    void SaltPassword(ScramHash hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, Span<byte> saltedPassword);
}
