using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Dkim;

/// <summary>The signed messages of RFC 6376 appendix A and RFC 8463 appendix A, as published; the former with the white space its signature was made over: the printed page has a space less in each fold and one more in the body.</summary>
public sealed class PublishedDkimTests
{
    private static readonly DkimVerifier Verifier = new(Vectors.Keys(), new Clock(1528637909));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task The_message_of_RFC_6376_appendix_A_verifies(int piece)
    {
        using var scan = Vectors.Scan(Vectors.Message("rfc6376-a2.eml"), piece: piece);
        var result = Assert.Single(await Verifier.VerifyAsync(scan, CancellationToken.None));
        Assert.Equal(DkimOutcome.Pass, result.Outcome);
        Assert.Equal(("example.com", "brisbane", "joe@football.example.com", 1024), (result.Domain, result.Selector, result.Identity, result.KeyBits));
        Assert.Equal(["football.example.com"], scan.AuthorDomains);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Both_signatures_of_RFC_8463_appendix_A_verify(int piece)
    {
        using var scan = Vectors.Scan(Vectors.Message("rfc8463-a3.eml"), piece: piece);
        var results = await Verifier.VerifyAsync(scan, CancellationToken.None);
        Assert.Equal([("ed25519-sha256", DkimOutcome.Pass), ("rsa-sha256", DkimOutcome.Pass)], results.Select(static result => (result.Algorithm, result.Outcome)));
    }

    [Theory]
    [InlineData("Is dinner ready?", "Is dinner ready!")]
    [InlineData("Hi.", "Ho.")]
    [InlineData("Joe SixPack", "Joe Sixpack")]
    public async Task A_change_of_what_is_signed_fails_both(string from, string to)
    {
        using var scan = Vectors.Scan(Vectors.Message("rfc8463-a3.eml").Replace(from, to, StringComparison.Ordinal));
        Assert.All(await Verifier.VerifyAsync(scan, CancellationToken.None), static result => Assert.Equal(DkimOutcome.Fail, result.Outcome));
    }

    [Fact]
    public async Task An_added_From_breaks_signatures_that_name_it_once_more_than_it_was_there()
    {
        using var scan = Vectors.Scan(Vectors.Message("rfc8463-a3.eml").Replace("From: Joe", "From: Mallory <m@example.net>\r\nFrom: Joe", StringComparison.Ordinal));
        Assert.Equal(2, scan.AuthorFields);
        Assert.All(await Verifier.VerifyAsync(scan, CancellationToken.None), static result => Assert.Equal(DkimOutcome.Fail, result.Outcome));
    }

    [Theory]
    [InlineData(0, "brisbane")]
    [InlineData(1, "test")]
    public void Our_signer_makes_the_very_signature_of_RFC_8463_for_the_same_field(int which, string selector)
    {
        var message = Vectors.Message("rfc8463-a3.eml");
        using var scan = Vectors.Scan(message, signing: true);
        var published = scan.Signatures[which];
        using var key = which == 0 ? Vectors.EdwardsKey("football.example.com", selector) : Vectors.RsaKey("football.example.com", selector);
        var hash = HeaderHash.Of(scan.Header, published.SignedFields, Canonicalization.Relaxed, published.Field, published.SignaturePlace);
        Assert.Equal(published.Signature, key.Sign(hash));
        Assert.Equal(published.BodyHash, scan.BodyHash(Canonicalization.Relaxed, limit: null).Value);
    }

    [Fact]
    public void The_key_of_RFC_6376_appendix_C_makes_its_record()
    {
        using var key = DkimSigningKey.FromPem("example.com", "brisbane", Vectors.Text("rfc6376-rsa.pem"));
        var record = DkimKeyRecord.Parse(key.RecordText, SignatureAlgorithm.RsaSha256);
        Assert.Null(record.Problem);
        Assert.Contains(key.RecordText[^40..], Vectors.Text("keys.zone").Replace("\" \"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_of_the_Edwards_key_is_that_of_RFC_8463()
    {
        using var key = Vectors.EdwardsKey("football.example.com", "brisbane");
        Assert.Equal("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", key.RecordText);
    }
}
