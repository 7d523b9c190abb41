using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Connections;

/// <summary>
/// The <c>tls-server-end-point</c> channel binding (RFC 5929 §4.1): the hash of the certificate with the hash of its signature
/// algorithm. Computed here because <c>SslStream</c>'s own channel bindings are not available on every platform.
/// </summary>
internal static class ServerEndPoint
{
    private const string RsaSsaPss = "1.2.840.113549.1.1.10";
    private const string Sha1 = "1.3.14.3.2.26";

    /// <summary>The binding, or <see langword="null"/> where the RFC leaves it undefined.</summary>
    public static byte[]? Of(X509Certificate2 certificate) => HashOf(certificate) is { } hash ? CryptographicOperations.HashData(hash, certificate.RawData) : null;

    private static HashAlgorithmName? HashOf(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        // RFC 5929 §4.1: MD5 and SHA-1 are replaced by SHA-256.
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10045.4.1" or "1.2.840.10040.4.3" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" or "2.16.840.1.101.3.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        RsaSsaPss => PssHash(certificate.RawData),
        // Ed25519, Ed448 and what is to come: no hash function of their own, so undefined.
        _ => null,
    };

    // maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier, of id-mgf1 and the HashAlgorithm      RFC 4055 §3.1
    private static string MaskHash(AsnReader parameters)
    {
        var maskTag = new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true);
        if (!parameters.HasData || parameters.PeekTag() != maskTag)
            return Sha1;
        var mask = parameters.ReadSequence(maskTag).ReadSequence();
        mask.ReadObjectIdentifier();
        return mask.ReadSequence().ReadObjectIdentifier();
    }

    // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue }      RFC 5280 §4.1
    // RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] HashAlgorithm DEFAULT sha1Identifier, … }              RFC 4055 §3.1
    private static HashAlgorithmName? PssHash(byte[] certificate)
    {
        try
        {
            var outer = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            outer.ReadEncodedValue();
            var algorithm = outer.ReadSequence();
            algorithm.ReadObjectIdentifier();
            if (!algorithm.HasData)
                return HashAlgorithmName.SHA256;
            var parameters = algorithm.ReadSequence();
            var hashTag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            if (!parameters.HasData || parameters.PeekTag() != hashTag)
                return HashAlgorithmName.SHA256;
            var hash = parameters.ReadSequence(hashTag).ReadSequence().ReadObjectIdentifier();
            // RFC 5929 §4.1: with another hash in its mask (SHA-1 unless it is told) a signature has several, and there is no binding.
            if (MaskHash(parameters) != hash)
                return null;
            return hash switch
            {
                Sha1 or "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
                "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
                "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
