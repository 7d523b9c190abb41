using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Delivery.Security.Dane;

/// <summary>Whether a key signed a certificate, where the key is all there is of the issuer (RFC 7671 §5.2.3).</summary>
internal static class CertificateSignature
{
    // Certificate ::= SEQUENCE { tbsCertificate TBSCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
    /// <summary>Tries the key.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="key">The issuer's SubjectPublicKeyInfo; what is none signed nothing.</param>
    public static bool IsBy(X509Certificate2 certificate, ReadOnlySpan<byte> key)
    {
        try
        {
            var fields = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var signed = fields.ReadEncodedValue();
            var algorithm = fields.ReadSequence().ReadObjectIdentifier();
            var signature = fields.ReadBitString(out _);
            // RSA (PKCS #1) and elliptic curves with SHA-2: nothing weaker, and nothing a certificate authority does not use.
            return algorithm switch
            {
                "1.2.840.113549.1.1.11" => IsRsa(key, signed.Span, signature, HashAlgorithmName.SHA256),
                "1.2.840.113549.1.1.12" => IsRsa(key, signed.Span, signature, HashAlgorithmName.SHA384),
                "1.2.840.113549.1.1.13" => IsRsa(key, signed.Span, signature, HashAlgorithmName.SHA512),
                "1.2.840.10045.4.3.2" => IsEllipticCurve(key, signed.Span, signature, HashAlgorithmName.SHA256),
                "1.2.840.10045.4.3.3" => IsEllipticCurve(key, signed.Span, signature, HashAlgorithmName.SHA384),
                "1.2.840.10045.4.3.4" => IsEllipticCurve(key, signed.Span, signature, HashAlgorithmName.SHA512),
                _ => false,
            };
        }
        catch (Exception failure) when (failure is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static bool IsRsa(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key, out _);
        return rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static bool IsEllipticCurve(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        using var curve = ECDsa.Create();
        curve.ImportSubjectPublicKeyInfo(key, out _);
        return curve.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
