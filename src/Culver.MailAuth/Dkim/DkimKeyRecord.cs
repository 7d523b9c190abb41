using System.Text;
using Culver.MailAuth.Ed25519;

namespace Culver.MailAuth.Dkim;

/// <summary>A key record (RFC 6376 §3.6.1).</summary>
internal sealed record DkimKeyRecord
{
    // RFC 8301 §3.2: verifiers must not take RSA keys below 1024 bits for valid, and must be able to take those up to 4096.
    public const int MinRsaBits = 1024;
    private const int MaxRsaBits = 8192;

    /// <summary>Why the record is of no use; null when it is.</summary>
    public SignatureProblem? Problem { get; private init; }

    public DkimPublicKey? Key { get; private init; }

    /// <summary>t=y: nothing may follow from signatures with this key.</summary>
    public bool IsTesting { get; private init; }

    /// <summary>t=s: the domain of i= must be that of d=.</summary>
    public bool IsStrict { get; private init; }

    public int Bits => (Key as DkimPublicKey.Rsa)?.Bits ?? 0;

    /// <summary>Reads a record for use with an algorithm. A g= tag, which earlier versions had, is ignored like all that is unknown.</summary>
    public static DkimKeyRecord Parse(string text, SignatureAlgorithm algorithm)
    {
        if (!TagList.TryParse(Encoding.Latin1.GetBytes(text), out var tags))
            return Bad("key syntax error");
        if (tags["v"] is { } version && (version != "DKIM1" || tags.First != "v"))
            return Bad("key of an unknown version");
        if (tags.Compact("p") is not { } key)
            return Bad("key syntax error");
        if (tags.Items("s") is { } services && !services.Any(static service => service is "*" or "email"))
            return Bad("key is not for mail");
        if (tags.Items("h") is { } hashes && !hashes.Contains("sha256"))
            return Bad("inappropriate hash algorithm");
        if (key.Length == 0)
            return Bad("key revoked");
        if ((tags["k"] ?? "rsa") != algorithm.KeyType())
            return Bad("inappropriate key algorithm");
        if (tags.Octets("p") is not { } octets)
            return Bad("key syntax error");
        var flags = tags.Items("t") ?? [];
        var record = new DkimKeyRecord { IsTesting = flags.Contains("y"), IsStrict = flags.Contains("s") };
        return algorithm == SignatureAlgorithm.RsaSha256 ? Rsa(record, octets) : Edwards(record, octets);
    }

    private static DkimKeyRecord Rsa(DkimKeyRecord record, byte[] octets)
    {
        if (octets.Length > 2048 || DkimPublicKey.Rsa.Read(octets) is not { } key)
            return Bad("key syntax error");
        record = record with { Key = key };
        return key.Bits switch
        {
            < MinRsaBits => record with { Problem = SignatureProblem.Unacceptable($"RSA key of {key.Bits} bits") },
            > MaxRsaBits => record with { Problem = SignatureProblem.Unacceptable("RSA key too large") },
            _ => record,
        };
    }

    private static DkimKeyRecord Edwards(DkimKeyRecord record, byte[] octets)
    {
        if (octets.Length != Ed25519Signature.PublicKeySize)
            return Bad("key syntax error");
        return Ed25519Signature.IsUsableKey(octets)
            ? record with { Key = new DkimPublicKey.Edwards(octets) }
            : record with { Problem = SignatureProblem.Unacceptable("the key stands for no secret") };
    }

    private static DkimKeyRecord Bad(string reason) => new() { Problem = SignatureProblem.Permanent(reason) };
}
