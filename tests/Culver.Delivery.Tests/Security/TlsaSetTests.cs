using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Culver.Delivery.Security.Dane;
using Culver.Dns;

namespace Culver.Delivery.Tests.Security;

public sealed class TlsaSetTests
{
    private static readonly X509Certificate2 Root = TestCertificates.Authority("root");
    private static readonly X509Certificate2 Between = TestCertificates.Authority("between", Root);
    private static readonly X509Certificate2 Leaf = TestCertificates.Server("mx.example.com", Between);
    private static readonly X509Certificate2 Other = TestCertificates.Server("mx.example.com", Between);
    private static readonly X509Certificate2 Expired = TestCertificates.Server("mx.example.com", Between, TestCertificates.Now.AddDays(-1));
    private static readonly X509Certificate2 Lonely = TestCertificates.Server("mx.example.com");

    public static TheoryData<byte, byte> Kinds() => new() { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_end_entity_is_known_by_its_certificate_or_its_key(byte selector, byte matching)
    {
        var set = new TlsaSet([Record(3, selector, matching, Leaf)]);
        Assert.True(Authenticates(set, Leaf, "elsewhere.example"));
        Assert.False(Authenticates(set, Other));
    }

    [Fact] // RFC 7672 §3.1.1
    public void Of_an_end_entity_neither_name_nor_date_matters() => Assert.True(Authenticates(new([Record(3, 1, 1, Expired)]), Expired, "elsewhere.example"));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_trust_anchor_needs_a_chain_to_it_and_a_name(byte selector, byte matching)
    {
        foreach (var anchor in (X509Certificate2[])[Root, Between])
        {
            var set = new TlsaSet([Record(2, selector, matching, anchor)]);
            Assert.True(Authenticates(set, Leaf));
            Assert.False(Authenticates(set, Leaf, "elsewhere.example"));
            Assert.False(Authenticates(set, Expired));
            Assert.False(Authenticates(set, Lonely));
        }
    }

    [Fact]
    public void An_anchor_that_was_not_sent_is_taken_from_a_whole_certificate_in_the_record()
    {
        Assert.True(new TlsaSet([Record(2, 0, 0, Between)]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 0, 1, Between)]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));
    }

    [Fact] // RFC 7671 §5.2.3
    public void A_bare_key_is_an_anchor_that_need_not_be_sent()
    {
        Assert.True(new TlsaSet([Record(2, 1, 0, Between)]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));
        Assert.True(new TlsaSet([Record(2, 1, 0, Root)]).Authenticates(Leaf, [Leaf, Between], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 1, 1, Between)]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 1, 0, Root)]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 1, 0, Between)]).Authenticates(Leaf, [Leaf], ["elsewhere.example"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 1, 0, Between)]).Authenticates(Expired, [Expired], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 1, 0, Between)]).Authenticates(Lonely, [Lonely], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([new(2, 1, 0, [1, 2, 3])]).Authenticates(Leaf, [Leaf], ["mx.example.com"], TestCertificates.Now));

        // Signed by a server's key, which is not an authority's.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        using var forged = request.Create(Leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(Leaf.GetECDsaPrivateKey()!), TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1, 2, 3]);
        Assert.False(new TlsaSet([Record(2, 1, 0, Between)]).Authenticates(forged, [forged, Leaf], ["mx.example.com"], TestCertificates.Now));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void A_bare_key_may_be_RSA(string hash)
    {
        using var authority = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, new(hash));
        using var made = request.Create(new("CN=a"), X509SignatureGenerator.CreateForRSA(authority, RSASignaturePadding.Pkcs1), TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1]);
        Assert.True(CertificateSignature.IsBy(made, authority.ExportSubjectPublicKeyInfo()));
        Assert.False(CertificateSignature.IsBy(made, other.ExportSubjectPublicKeyInfo()));
        Assert.False(CertificateSignature.IsBy(made, key.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void A_chain_whose_signature_is_forged_leads_nowhere()
    {
        // Of the same name as the anchor, and not signed by it.
        var impostor = TestCertificates.Authority("between");
        var forged = TestCertificates.Server("mx.example.com", impostor);
        Assert.False(new TlsaSet([Record(2, 0, 1, Between)]).Authenticates(forged, [forged, Between, Root], ["mx.example.com"], TestCertificates.Now));
        Assert.False(new TlsaSet([Record(2, 0, 1, Root)]).Authenticates(forged, [forged, impostor, Between, Root], ["mx.example.com"], TestCertificates.Now));
    }

    [Fact]
    public void A_certificate_that_signs_but_is_no_authority_leads_nowhere()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mx.example.com", key, HashAlgorithmName.SHA256);
        using var forged = request.Create(Leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(Leaf.GetECDsaPrivateKey()!), TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(1), [1, 2, 3]);
        Assert.False(new TlsaSet([Record(2, 0, 1, Root)]).Authenticates(forged, [forged, Leaf, Between, Root], ["mx.example.com"], TestCertificates.Now));
    }

    [Fact] // RFC 7671 §9
    public void Only_the_strongest_digest_of_a_usage_and_selector_counts()
    {
        Assert.False(Authenticates(new([Record(3, 1, 1, Leaf), Record(3, 1, 2, Other)]), Leaf));
        Assert.True(Authenticates(new([Record(3, 1, 1, Leaf), Record(3, 0, 2, Other)]), Leaf));
        Assert.True(Authenticates(new([Record(3, 1, 0, Leaf), Record(3, 1, 2, Other)]), Leaf));
    }

    [Fact] // RFC 7671 §9: what cannot be used takes no part in the choice
    public void A_record_that_cannot_be_used_is_passed_over()
    {
        var broken = new TlsaRecord(3, 1, 2, [1, 2, 3]);
        Assert.True(Authenticates(new([Record(3, 1, 1, Leaf), broken]), Leaf));
        foreach (var unusable in (TlsaRecord[])[broken, Record(0, 0, 1, Root), Record(1, 1, 1, Leaf), Record(4, 1, 1, Leaf), Record(3, 2, 1, Leaf), new(3, 1, 3, [1]), new(3, 1, 0, [])])
            Assert.False(new TlsaSet([unusable]).HasUsable);
    }

    internal static TlsaRecord Record(byte usage, byte selector, byte matching, X509Certificate2 certificate)
    {
        var octets = selector == 1 ? certificate.PublicKey.ExportSubjectPublicKeyInfo() : certificate.RawData;
        return new(usage, selector, matching, [.. matching switch { 1 => SHA256.HashData(octets), 2 => SHA512.HashData(octets), _ => octets }]);
    }

    private static bool Authenticates(TlsaSet set, X509Certificate2 certificate, string name = "mx.example.com") =>
        set.Authenticates(certificate, [certificate, Between, Root], [name], TestCertificates.Now);
}
