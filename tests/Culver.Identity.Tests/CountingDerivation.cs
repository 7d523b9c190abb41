using Culver.Sasl.Scram;

namespace Culver.Identity.Tests;

/// <summary>The real derivation, counted: equal work is compared by count, never by clock.</summary>
internal sealed class CountingDerivation : IScramKeyDerivation
{
    private readonly Pbkdf2KeyDerivation real = new();
    private readonly Lock gate = new();

    public List<(ScramHash Hash, int Iterations, int SaltLength)> Calls { get; } = [];

    public void SaltPassword(ScramHash hash, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations, Span<byte> saltedPassword)
    {
        lock (gate)
        {
            Calls.Add((hash, iterations, salt.Length));
        }

        real.SaltPassword(hash, password, salt, iterations, saltedPassword);
    }
}
