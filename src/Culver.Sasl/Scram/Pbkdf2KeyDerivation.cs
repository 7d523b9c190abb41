using System.Security.Cryptography;

namespace Culver.Sasl.Scram;

/// <summary>Hi() of RFC 5802 §2.2 is PBKDF2 with the HMAC of the hash and one block; the framework has it.</summary>
public sealed class Pbkdf2KeyDerivation : IScramKeyDerivation
{
    /// <inheritdoc />
    public void SaltPassword(ScramHash hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, Span<byte> saltedPassword) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, saltedPassword, iterations, ScramFunctions.NameOf(hash));
}
