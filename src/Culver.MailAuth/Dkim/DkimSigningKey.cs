using System.Formats.Asn1;
using System.Security.Cryptography;
using Culver.MailAuth.Ed25519;

namespace Culver.MailAuth.Dkim;

/// <summary>A private key with the name its public half is published under. Safe to use from many threads.</summary>
public sealed class DkimSigningKey : IDisposable
{
    // id-Ed25519, RFC 8410 §3.
    private const string EdwardsOid = "1.3.101.112";

    private readonly RSA? _rsa;
    private readonly byte[] _seed;

    private DkimSigningKey(string domain, string selector, RSA? rsa, byte[] seed)
    {
        Domain = domain;
        Selector = selector;
        _rsa = rsa;
        _seed = seed;
    }

    /// <summary>The signing domain (d=).</summary>
    public string Domain { get; }

    /// <summary>The selector (s=).</summary>
    public string Selector { get; }

    /// <summary>The algorithm (a=).</summary>
    public SignatureAlgorithm Algorithm => _rsa is null ? SignatureAlgorithm.Ed25519Sha256 : SignatureAlgorithm.RsaSha256;

    /// <summary>The name of the TXT record.</summary>
    public string RecordName => $"{Selector}._domainkey.{KeyName.Ascii(Domain)}";

    /// <summary>The text of the TXT record (RFC 6376 §3.6.1, RFC 8463 §4.2).</summary>
    public string RecordText
    {
        get
        {
            if (_rsa is not null)
                return $"v=DKIM1; k=rsa; p={Convert.ToBase64String(_rsa.ExportSubjectPublicKeyInfo())}";
            Span<byte> key = stackalloc byte[Ed25519Signature.PublicKeySize];
            Ed25519Signature.DerivePublicKey(_seed, key);
            return $"v=DKIM1; k=ed25519; p={Convert.ToBase64String(key)}";
        }
    }

    /// <summary>Makes a new key: RSA of 2048 bits (RFC 8301 §3.2 asks signers for at least that), or Ed25519.</summary>
    public static DkimSigningKey Generate(string domain, string selector, SignatureAlgorithm algorithm) =>
        algorithm == SignatureAlgorithm.RsaSha256
            ? new(domain, selector, RSA.Create(2048), [])
            : new(domain, selector, null, RandomNumberGenerator.GetBytes(Ed25519Signature.SeedSize));

    /// <summary>Reads a private key in PEM: PKCS #8 (RFC 8410 for Ed25519), or the older form for RSA.</summary>
    /// <exception cref="CryptographicException">It is no such key, or one of RSA with less than 1024 bits (RFC 8301 §3.2).</exception>
    public static DkimSigningKey FromPem(string domain, string selector, string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (Seed(pem) is { } seed)
            return new(domain, selector, null, seed);
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            // RFC 8301 §3.2: signers must not use less; nobody would accept it.
            if (rsa.KeySize < DkimKeyRecord.MinRsaBits)
                throw new CryptographicException($"An RSA key of {rsa.KeySize} bits is too short to sign with.");
            return new(domain, selector, rsa, []);
        }
        catch (Exception failure)
        {
            rsa.Dispose();
            throw failure is CryptographicException ? failure : new CryptographicException("Not a private key in PEM.", failure);
        }
    }

    /// <summary>The private key in PEM, as PKCS #8.</summary>
    public string ToPem()
    {
        if (_rsa is not null)
            return _rsa.ExportPkcs8PrivateKeyPem();
        // OneAsymmetricKey: version, algorithm, and a CurvePrivateKey inside the octets; RFC 8410 §7.
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(EdwardsOid);
            using (writer.PushOctetString())
                writer.WriteOctetString(_seed);
        }

        return PemEncoding.WriteString("PRIVATE KEY", writer.Encode());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa?.Dispose();
        CryptographicOperations.ZeroMemory(_seed);
    }

    /// <summary>Signs a SHA-256 hash (RFC 6376 §3.3.1, RFC 8463 §3).</summary>
    internal byte[] Sign(ReadOnlySpan<byte> hash)
    {
        if (_rsa is not null)
            return _rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var signature = new byte[Ed25519Signature.Size];
        Ed25519Signature.Sign(_seed, hash, signature);
        return signature;
    }

    /// <summary>A key of any length: for records that others publish.</summary>
    internal static DkimSigningKey FromRsa(string domain, string selector, RSA rsa) => new(domain, selector, rsa, []);

    internal static DkimSigningKey FromSeed(string domain, string selector, ReadOnlySpan<byte> seed) => new(domain, selector, null, seed.ToArray());

    private static byte[]? Seed(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || !pem.AsSpan()[fields.Label].SequenceEqual("PRIVATE KEY"))
            return null;
        try
        {
            var key = new AsnReader(Convert.FromBase64String(pem[fields.Base64Data]), AsnEncodingRules.DER).ReadSequence();
            key.ReadInteger();
            if (key.ReadSequence().ReadObjectIdentifier() != EdwardsOid)
                return null;
            var seed = new AsnReader(key.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
            return seed.Length == Ed25519Signature.SeedSize ? seed : null;
        }
        catch (AsnContentException failure)
        {
            throw new CryptographicException("Not a private key in PEM.", failure);
        }
    }
}
