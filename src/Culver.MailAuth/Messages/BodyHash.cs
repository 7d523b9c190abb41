using System.Security.Cryptography;

namespace Culver.MailAuth.Messages;

/// <summary>The SHA-256 of a canonical body, or of its first octets (RFC 6376 §3.7).</summary>
internal sealed class BodyHash(long? limit) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _rest = limit ?? long.MaxValue;

    /// <summary>The l= tag it was made for.</summary>
    public long? Limit { get; } = limit;

    /// <summary>Octets of the canonical body so far, those behind the limit too.</summary>
    public long Length { get; private set; }

    /// <summary>The hash, once the body is over.</summary>
    public byte[] Value { get; private set; } = [];

    public void Append(ReadOnlySpan<byte> canonical)
    {
        Length += canonical.Length;
        if (canonical.Length > _rest)
            canonical = canonical[..(int)_rest];
        if (canonical.IsEmpty)
            return;
        _rest -= canonical.Length;
        _hash.AppendData(canonical);
    }

    public void Finish() => Value = _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
