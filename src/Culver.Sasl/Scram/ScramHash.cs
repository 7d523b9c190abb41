namespace Culver.Sasl.Scram;

/// <summary>The hash functions of the SCRAM family. The numbers are stored; they never change.</summary>
public enum ScramHash
{
    /// <summary>SCRAM-SHA-1 (RFC 5802).</summary>
    Sha1 = 1,

    /// <summary>SCRAM-SHA-256 (RFC 7677).</summary>
    Sha256 = 2,

    /// <summary>SCRAM-SHA-512 (draft-melnikov-scram-sha-512, the same shape).</summary>
    Sha512 = 3,
}
