using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Tests.Dkim;

public sealed class DkimVerifierTests : IDisposable
{
    private const long Now = 1_700_000_000;

    private const string Message = "From: A <a@example.org>\r\nTo: b@example.net\r\nSubject: one  two\r\nDate: Tue, 14 Nov 2023 22:13:20 +0000\r\n\r\nA body \r\n of lines.\r\n\r\n";

    private readonly DkimSigningKey _rsa = Vectors.RsaKey("example.org", "r");
    private readonly DkimSigningKey _edwards = Vectors.EdwardsKey("example.org", "e");

    public void Dispose()
    {
        _rsa.Dispose();
        _edwards.Dispose();
    }

    [Fact]
    public async Task What_the_signer_makes_with_two_keys_verifies_twice()
    {
        var results = await VerifyAsync(Signed(Message), Zone());
        Assert.Equal([("r", DkimOutcome.Pass), ("e", DkimOutcome.Pass)], results.Select(static result => (result.Selector, result.Outcome)));
        Assert.All(results, static result => Assert.Equal(("example.org", "@example.org"), (result.Domain, result.Identity)));
    }

    [Fact]
    public async Task The_relaxed_forms_survive_what_relays_do_to_white_space()
    {
        var changed = Signed(Message).Replace("Subject: one  two", "SUBJECT:\tone\r\n two  ", StringComparison.Ordinal).Replace("A body ", "A  body", StringComparison.Ordinal) + "\r\n\r\n";
        Assert.All(await VerifyAsync(changed, Zone()), static result => Assert.Equal(DkimOutcome.Pass, result.Outcome));
    }

    [Theory]
    [InlineData("From: x@example.com\r\n")]
    [InlineData("Subject: another\r\n")]
    [InlineData("Reply-To: x@example.com\r\n")]
    [InlineData("Content-Type: text/html\r\n")]
    public async Task A_field_that_decides_what_is_read_cannot_be_added(string field) =>
        Assert.All(await VerifyAsync(field + Signed(Message), Zone()), static result => Assert.Equal((DkimOutcome.Fail, "signature did not verify"), (result.Outcome, result.Reason)));

    [Fact]
    public async Task A_list_may_add_its_own_fields() =>
        Assert.All(await VerifyAsync("List-Id: <l.example.com>\r\nReceived: x\r\n" + Signed(Message), Zone()), static result => Assert.Equal(DkimOutcome.Pass, result.Outcome));

    [Fact]
    public async Task A_changed_body_is_told_from_a_changed_header() =>
        Assert.All(await VerifyAsync(Signed(Message) + "more\r\n", Zone()), static result => Assert.Equal((DkimOutcome.Fail, "body hash did not verify"), (result.Outcome, result.Reason)));

    [Theory]
    [InlineData("r._domainkey.example.org TIMEOUT", DkimOutcome.TempError, "key unavailable")]
    [InlineData("other.example.org A 192.0.2.1", DkimOutcome.PermError, "no key for signature")]
    [InlineData("r._domainkey.example.org TXT \"v=DKIM1; p=\"", DkimOutcome.PermError, "key revoked")]
    [InlineData("r._domainkey.example.org TXT \"v=DKIM2; p=AAAA\"", DkimOutcome.PermError, "key of an unknown version")]
    [InlineData("r._domainkey.example.org TXT \"p=AAAA; v=DKIM1\"", DkimOutcome.PermError, "key of an unknown version")]
    [InlineData("r._domainkey.example.org TXT \"v=DKIM1; p=AAAA\"", DkimOutcome.PermError, "key syntax error")]
    [InlineData("r._domainkey.example.org TXT \"v=DKIM1; k=rsa\"", DkimOutcome.PermError, "key syntax error")]
    [InlineData("r._domainkey.example.org TXT \"v=spf1 -all\"", DkimOutcome.PermError, "key of an unknown version")]
    [InlineData("r._domainkey.example.org TXT \"v=DKIM1; k=ed25519; p=AAAA\"", DkimOutcome.PermError, "inappropriate key algorithm")]
    public async Task What_stands_in_the_DNS_decides(string zone, DkimOutcome outcome, string reason)
    {
        var result = Assert.Single(await VerifyAsync(Signed(Message, _rsa), zone));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData(" h=sha1;", DkimOutcome.PermError, "inappropriate hash algorithm")]
    [InlineData(" h=sha1:sha256;", DkimOutcome.Pass, null)]
    [InlineData(" s=tlsrpt;", DkimOutcome.PermError, "key is not for mail")]
    [InlineData(" s=tlsrpt : email;", DkimOutcome.Pass, null)]
    [InlineData(" s=*;", DkimOutcome.Pass, null)]
    [InlineData(" g=nobody;", DkimOutcome.Pass, null)]
    [InlineData(" t=s;", DkimOutcome.Pass, null)]
    [InlineData(" t=y;", DkimOutcome.Neutral, "good, with a key in testing")]
    [InlineData(" n=a note; x=unknown;", DkimOutcome.Pass, null)]
    public async Task The_tags_of_a_key_record_are_obeyed(string flags, DkimOutcome outcome, string? reason)
    {
        var result = Assert.Single(await VerifyAsync(Signed(Message, _edwards), Vectors.Record(_edwards, flags)));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_second_record_is_tried_when_the_first_is_of_no_use()
    {
        var result = Assert.Single(await VerifyAsync(Signed(Message, _rsa), "r._domainkey.example.org TXT \"v=spf1 -all\"\n" + Vectors.Record(_rsa)));
        Assert.Equal(DkimOutcome.Pass, result.Outcome);
    }

    [Fact]
    public async Task An_RSA_key_below_1024_bits_is_neither_accepted_nor_signed_with()
    {
        using var weak = RSA.Create(768);
        Assert.Throws<CryptographicException>(() => DkimSigningKey.FromPem("example.org", "weak", weak.ExportPkcs8PrivateKeyPem()));
        using var key = DkimSigningKey.FromRsa("example.org", "weak", weak);
        var result = Assert.Single(await VerifyAsync(Signed(Message, key), Vectors.Record(key)));
        Assert.Equal((DkimOutcome.Policy, "RSA key of 768 bits"), (result.Outcome, result.Reason));
    }

    [Theory]
    // What the signature says, what it is made to say, and what follows.
    [InlineData("v=1", "v=2", DkimOutcome.PermError, "incompatible version")]
    [InlineData(" v=1;", "", DkimOutcome.PermError, "signature missing required tag")]
    [InlineData("a=rsa-sha256", "a=rsa-sha1", DkimOutcome.PermError, "rsa-sha1 is not accepted")]
    [InlineData("a=rsa-sha256", "a=rsa-sha512", DkimOutcome.PermError, "unknown algorithm")]
    [InlineData("c=relaxed/relaxed", "c=nowsp", DkimOutcome.PermError, "unknown canonicalization")]
    [InlineData("c=relaxed/relaxed", "c=relaxed/relaxed; c=simple", DkimOutcome.Neutral, "signature syntax error")]
    [InlineData("s=r;", "s=r; l=x;", DkimOutcome.Neutral, "signature syntax error")]
    [InlineData("s=r;", "s=r; l=99999999999999999999999999;", DkimOutcome.PermError, "body shorter than l=")]
    [InlineData("s=r;", "s=r; q=dns/other;", DkimOutcome.PermError, "no known query method")]
    [InlineData("s=r;", "s=r; i=a@example.com;", DkimOutcome.PermError, "domain mismatch")]
    [InlineData("s=r;", "s=r; i=a@notexample.org;", DkimOutcome.PermError, "domain mismatch")]
    [InlineData("s=r;", "s=r; x=1699999999;", DkimOutcome.Neutral, "signature syntax error")]
    [InlineData("s=r;", "s=r; i=a;", DkimOutcome.Neutral, "signature syntax error")]
    [InlineData("d=example.org", "d=example..org", DkimOutcome.Neutral, "signature syntax error")]
    [InlineData("h=from:from:", "h=", DkimOutcome.PermError, "From field not signed")]
    public async Task A_signature_is_read_meticulously(string from, string to, DkimOutcome outcome, string reason)
    {
        var changed = Signed(Message, _rsa).Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Signed(Message, _rsa), changed);
        var result = Assert.Single(await VerifyAsync(changed, Zone()));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public async Task A_signature_is_not_accepted_after_x_and_a_little()
    {
        var message = Custom("v=1; a=ed25519-sha256; c=relaxed/simple; d=example.org; s=e; t=1699990000; x=1699999900; h=from;", _edwards);
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(message, Zone())).Outcome);
        var later = Assert.Single(await VerifyAsync(message, Zone(), Now + 3600));
        Assert.Equal((DkimOutcome.Policy, "signature expired"), (later.Outcome, later.Reason));
    }

    [Fact]
    public async Task A_subdomain_in_i_is_refused_by_a_strict_key_only()
    {
        var message = Custom("v=1; a=ed25519-sha256; c=simple; d=example.org; s=e; i=a@sub.example.org; h=from;", _edwards);
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(message, Zone())).Outcome);
        var strict = Assert.Single(await VerifyAsync(message, Vectors.Record(_edwards, " t=s;")));
        Assert.Equal((DkimOutcome.PermError, "domain mismatch"), (strict.Outcome, strict.Reason));
    }

    [Theory] // RFC 6376 §3.7: a signature is not among the fields it covers, wherever it stands, and another may be.
    [InlineData("DKIM-Signature: v=1; another\r\n", "")]
    [InlineData("", "DKIM-Signature: v=1; another\r\n")]
    public async Task Other_signatures_may_be_covered_and_nothing_but_them(string before, string after)
    {
        const string another = "dkim-signature:v=1; another\r\n";
        var message = Custom("v=1; a=ed25519-sha256; c=relaxed/simple; d=example.org; s=e; h=from:dkim-signature:dkim-signature;", _edwards, also: another);
        Assert.Equal(DkimOutcome.Pass, (await VerifyAsync(before + message.Replace("From:", after + "From:", StringComparison.Ordinal), Zone())).Single(static result => result.Domain.Length > 0).Outcome);
    }

    [Theory] // RFC 6376 §3.5, i=: dkim-quoted-printable
    [InlineData("i=Joe=20=\r\n 2B=3B@sub.example.org", "Joe +;@sub.example.org", DkimOutcome.Pass)]
    [InlineData("i=a=2b@example.org", "a=2b@example.org", DkimOutcome.Pass)]
    [InlineData("i=a@example.org=2Ecom", "a@example.org.com", DkimOutcome.PermError)]
    public async Task The_identity_is_decoded(string tag, string identity, DkimOutcome outcome)
    {
        var message = Custom($"v=1; a=ed25519-sha256; c=relaxed/simple; d=example.org; s=e; {tag}; h=from;", _edwards);
        var result = Assert.Single(await VerifyAsync(message, Zone()));
        Assert.Equal((identity, outcome), (result.Identity, result.Outcome));
    }

    [Fact] // RFC 8616 §5
    public async Task The_identity_may_be_in_another_script_than_the_domain()
    {
        using var key = Vectors.EdwardsKey("xn--bcher-kva.example", "e");
        var message = Custom("v=1; a=ed25519-sha256; c=relaxed/simple; d=xn--bcher-kva.example; s=e; i=@bücher.example; h=from;", key);
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(message, Vectors.Record(key, " t=s;"))).Outcome);
    }

    [Fact] // RFC 6376 §6.1.3, §8.2
    public async Task With_l_a_signature_speaks_for_no_message_that_goes_on_behind_it()
    {
        var message = Custom("v=1; a=ed25519-sha256; c=simple/simple; d=example.org; s=e; l=9; h=from;", _edwards, body: "A body \r\n");
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(message, Zone())).Outcome);
        Assert.Equal(DkimOutcome.Fail, Assert.Single(await VerifyAsync(message.Replace("A body", "B body", StringComparison.Ordinal), Zone())).Outcome);
        var extended = Assert.Single(await VerifyAsync(message + "appended\r\n", Zone()));
        Assert.Equal((DkimOutcome.Policy, "content behind l= is not signed"), (extended.Outcome, extended.Reason));
        var none = Custom("v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=e; l=0; h=from;", _edwards, body: "");
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(none, Zone())).Outcome);
        Assert.Equal(DkimOutcome.Policy, Assert.Single(await VerifyAsync(none + "anything\r\n", Zone())).Outcome);
    }

    [Fact]
    public async Task A_domain_in_its_own_script_is_looked_up_by_its_A_labels()
    {
        using var key = Vectors.EdwardsKey("xn--bcher-kva.example", "e");
        var message = Custom("v=1; a=ed25519-sha256; c=relaxed/simple; d=bücher.example; s=e; h=from;", key);
        Assert.Equal(DkimOutcome.Pass, Assert.Single(await VerifyAsync(message, Vectors.Record(key))).Outcome);
    }

    [Fact]
    public async Task No_more_signatures_are_looked_at_than_allowed()
    {
        var many = string.Concat(Enumerable.Repeat(Signed(Message, _edwards)[..^Message.Length], 20)) + Message;
        Assert.Equal(8, (await VerifyAsync(many, Zone())).Count);
    }

    [Theory] // RFC 6008 §4
    [InlineData("AAAABBBBCCCC", "DDDDBBBBCCCC", "AAAABBBB", "DDDDBBBB")]
    [InlineData("AAAABBBBCCCC", "AAAABBBBDDDD", "AAAABBBBC", "AAAABBBBD")]
    [InlineData("AAAABBBBCCCC", "AAAABBBBCCCCDDDD", "AAAABBBBCCCC", "AAAABBBBCCCCD")]
    [InlineData("AAAABBBBCCCC", "AAAABBBBCCCC", "AAAABBBB", "AAAABBBB")] // the same signature twice cannot be told apart
    [InlineData("AAAA", "AAAABBBBCCCC", "AAAA", "AAAABBBB")]
    public async Task As_much_of_a_signature_is_told_as_tells_it_from_the_others(string first, string second, string told, string other)
    {
        const string tags = "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=r; h=from; bh=AAAA; b=";
        Assert.Equal([told, other], (await VerifyAsync($"{tags}{first}\r\n{tags}{second[..4]}\r\n {second[4..]}\r\n{Message}", Zone())).Select(static result => result.SignatureStart));
    }

    [Fact]
    public async Task A_message_without_signature_has_no_result() => Assert.Empty(await VerifyAsync(Message, Zone()));

    [Fact]
    public void A_message_without_From_is_not_signed()
    {
        using var scan = Vectors.Scan("Subject: x\r\n\r\nx", signing: true);
        Assert.Empty(DkimSigner.Sign(scan, [_edwards], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void A_header_section_beyond_the_limit_is_neither_kept_nor_signed()
    {
        using var scan = MessageScan.ForSigning(new(MaxHeaderSize: 100));
        scan.Write(Encoding.ASCII.GetBytes("From: a@example.org\r\nX: " + new string('x', 200) + "\r\n\r\nbody"));
        scan.Complete();
        Assert.True(scan.IsHeaderTooLong);
        Assert.Empty(DkimSigner.Sign(scan, [_edwards], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void No_line_of_a_signature_is_longer_than_78()
    {
        var field = Signed(Message)[..^Message.Length];
        Assert.All(field.Split("\r\n"), static line => Assert.InRange(line.Length, 0, 78));
    }

    [Fact]
    public void Keys_go_through_PEM_and_back()
    {
        foreach (var key in (DkimSigningKey[])[_rsa, _edwards])
        {
            using var again = DkimSigningKey.FromPem("example.org", "x", key.ToPem());
            Assert.Equal((key.Algorithm, key.RecordText), (again.Algorithm, again.RecordText));
        }

        Assert.Throws<CryptographicException>(static () => DkimSigningKey.FromPem("example.org", "x", "nonsense"));
    }

    private string Zone() => Vectors.Record(_rsa) + "\n" + Vectors.Record(_edwards);

    private string Signed(string message, params DkimSigningKey[] keys)
    {
        using var scan = Vectors.Scan(message, signing: true);
        return Encoding.UTF8.GetString(DkimSigner.Sign(scan, keys.Length == 0 ? [_rsa, _edwards] : keys, DateTimeOffset.FromUnixTimeSeconds(Now))) + message;
    }

    /// <summary>Signs with tags the signer would not write.</summary>
    /// <param name="tags">The tags before bh=.</param>
    /// <param name="key">The key.</param>
    /// <param name="body">The body.</param>
    /// <param name="also">A field, in its relaxed form, that is hashed after From.</param>
    private static string Custom(string tags, DkimSigningKey key, string? body = null, string also = "")
    {
        body ??= "A body \r\n of lines.\r\n";
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(body)));
        var text = $"DKIM-Signature: {tags} bh={hash}; b=\r\nFrom: a@example.org\r\n\r\n{body}";
        using var scan = Vectors.Scan(text);
        var field = scan.Header.Named("DKIM-Signature")[0];
        var place = field.Raw.Length - 2;
        var form = tags.Contains("c=relaxed", StringComparison.Ordinal) ? Canonicalization.Relaxed : Canonicalization.Simple;
        var unsigned = new ArrayBufferWriter<byte>();
        HeaderCanonicalizer.Write(scan.Header.Named("From")[0], form, unsigned);
        unsigned.Write(Encoding.ASCII.GetBytes(also));
        HeaderCanonicalizer.WriteUnsigned(field, place..place, form, unsigned);
        var signature = key.Sign(SHA256.HashData(unsigned.WrittenSpan));
        return text.Replace(" b=\r\n", $" b={Convert.ToBase64String(signature)}\r\n", StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DkimResult>> VerifyAsync(string message, string zone, long now = Now)
    {
        using var scan = Vectors.Scan(message);
        return await new DkimVerifier(Culver.Dns.Zones.ZoneResolver.Parse(zone), new Clock(now)).VerifyAsync(scan, CancellationToken.None);
    }
}
