using System.Text;
using Culver.Delivery.Tests.Support;
using Culver.Dns;
using Culver.Dns.Zones;
using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;
using Culver.Smtp.Tests.Support;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Authentication;

/// <summary>Mail from another server is checked, marked, and dealt with as the author's domain and our settings say. The client is 192.0.2.1.</summary>
public sealed class IncomingMailTests
{
    private const string Message = "From: A <a@example.com>\r\nSubject: hi\r\n\r\nA body\r\n";

    private const string Honest = "example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"\n_dmarc.example.com TXT \"v=DMARC1; p=reject\"\n";

    private const string Forged = "example.com TXT \"v=spf1 -all\"\n_dmarc.example.com TXT \"v=DMARC1; p=reject\"\n";

    [Fact]
    public async Task Results_stand_above_the_message_and_below_Return_Path()
    {
        using var key = DkimSigningKey.Generate("example.com", "s", SignatureAlgorithm.Ed25519Sha256);
        await using var house = await OpenAsync(Honest + Record(key));
        var signed = Signed(Message, key);
        Assert.StartsWith("250", await SendAsync(house, signed), StringComparison.Ordinal);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        var results = "Return-Path: <sender@example.com>\r\nDelivered-To: alice@example.org\r\n" +
            "Authentication-Results: mx.example.org;\r\n\tspf=pass\r\n\t smtp.mailfrom=example.com;\r\n\tdkim=pass\r\n\t header.d=example.com\r\n\t header.s=s\r\n\t header.a=ed25519-sha256\r\n\t header.b=";
        Assert.StartsWith(results, stored, StringComparison.Ordinal);
        Assert.Contains(";\r\n\tdmarc=pass (p=reject dis=none)\r\n\t header.from=example.com\r\n\t policy.dmarc=reject\r\nReceived: from client.example", stored, StringComparison.Ordinal);
        Assert.EndsWith("\r\n" + signed, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_that_bear_our_name_are_gone_and_those_of_others_stay()
    {
        await using var house = await OpenAsync(Honest);
        const string theirs = "Authentication-Results: mx.example.net; dkim=pass\r\n";
        await SendAsync(house, "Authentication-Results: (c) MX.example.ORG 1;\r\n dkim=pass header.d=bank.example\r\n" + theirs + Message);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.DoesNotContain("bank.example", stored, StringComparison.Ordinal);
        Assert.EndsWith("\r\n" + theirs + Message, stored, StringComparison.Ordinal);
    }

    [Theory] // RFC 8601 §5
    [InlineData("smtp", true)]
    [InlineData("lmtp", false)] // from a server of ours, which may have checked
    public async Task Results_that_bear_our_name_are_gone_from_mail_that_is_not_checked(string protocol, bool areGone)
    {
        await using var house = await OpenAsync(Honest, static options => options.Check = false);
        const string theirs = "Authentication-Results: mx.example.net; dkim=pass\r\n";
        var message = "Authentication-Results: mx.example.org;\r\n dkim=pass header.d=bank.example\r\n" + theirs + "Date: Sat, 21 Nov 2026 22:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n" + Message;
        Assert.StartsWith("250", await SendAsync(house, message, protocol), StringComparison.Ordinal);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.Equal(!areGone, stored.Contains("bank.example", StringComparison.Ordinal));
        Assert.Contains(theirs, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_DMARC_goes_to_Junk_where_nothing_else_is_set()
    {
        await using var house = await OpenAsync(Forged);
        Assert.StartsWith("250", await SendAsync(house, Message), StringComparison.Ordinal);
        Assert.Empty(await house.ReadAsync("alice"));
        Assert.Contains("dmarc=fail (p=reject dis=reject)", Assert.Single(await house.ReadAsync("alice", "Junk")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_refused_when_enforcing_is_set_and_the_domain_asks_for_it()
    {
        await using var house = await OpenAsync(Forged, static options => options.Dmarc = DmarcAction.Enforce);
        Assert.Equal("550 5.7.1 The DMARC policy of example.com asks for mail like this to be refused", await SendAsync(house, Message));
        Assert.Empty(await house.ReadAsync("alice"));
        Assert.Empty(await house.ReadAsync("alice", "Junk"));
    }

    [Fact]
    public async Task Enforcing_puts_what_is_to_be_quarantined_into_Junk()
    {
        await using var house = await OpenAsync(Forged.Replace("p=reject", "p=quarantine", StringComparison.Ordinal), static options => options.Dmarc = DmarcAction.Enforce);
        await SendAsync(house, Message);
        Assert.Single(await house.ReadAsync("alice", "Junk"));
    }

    [Fact]
    public async Task It_is_only_marked_when_nothing_is_to_be_done()
    {
        await using var house = await OpenAsync(Forged, static options => options.Dmarc = DmarcAction.None);
        await SendAsync(house, Message);
        Assert.Contains("dmarc=fail", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_answer_of_the_DNS_the_mail_is_taken_and_says_so()
    {
        await using var house = await OpenAsync("example.com TIMEOUT\n_dmarc.example.com TIMEOUT\n", static options => options.Dmarc = DmarcAction.Enforce);
        Assert.StartsWith("250", await SendAsync(house, Message), StringComparison.Ordinal);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.Contains("spf=temperror", stored, StringComparison.Ordinal);
        Assert.Contains("dmarc=temperror", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_cannot_be_asked_for_condemns_nobody()
    {
        using var key = DkimSigningKey.Generate("example.com", "s", SignatureAlgorithm.Ed25519Sha256);
        await using var house = await OpenAsync(Forged + "s._domainkey.example.com TIMEOUT\n", static options => options.Dmarc = DmarcAction.Enforce);
        Assert.StartsWith("250", await SendAsync(house, Signed(Message, key)), StringComparison.Ordinal);
        Assert.Contains("dmarc=temperror", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_stranger_that_cannot_be_asked_for_saves_nobody()
    {
        using var key = DkimSigningKey.Generate("stranger.example", "s", SignatureAlgorithm.Ed25519Sha256);
        await using var house = await OpenAsync(Forged + "s._domainkey.stranger.example TIMEOUT\n", static options => options.Dmarc = DmarcAction.Enforce);
        Assert.StartsWith("550 5.7.1", await SendAsync(house, Signed(Message, key)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_takes_all_the_time_there_is_takes_none_from_the_policy()
    {
        using var key = DkimSigningKey.Generate("stranger.example", "s", SignatureAlgorithm.Ed25519Sha256);
        var clock = new ManualTimeProvider();
        var slow = new SilentAbout(ZoneResolver.Parse(Forged), "stranger.example", () => clock.Advance(TimeSpan.FromSeconds(21)));
        await using var house = await OpenAsync(slow, static options => options.Dmarc = DmarcAction.Enforce, clock);
        Assert.StartsWith("550 5.7.1", await SendAsync(house, Signed(Message, key)), StringComparison.Ordinal);
    }

    [Theory] // RFC 9989 §11.5
    [InlineData("From: a@example.com, b@example.net\r\n")]
    [InlineData("From: b@example.net, a@example.com\r\n")]
    [InlineData("From: a@example.com\r\nFrom: b@example.net\r\n")]
    [InlineData("From: a@example.com\r\nFrom: a@example.com\r\n")]
    public async Task Of_several_authors_the_strictest_policy_that_is_failed_counts(string authors)
    {
        await using var house = await OpenAsync(Forged + "_dmarc.example.net TXT \"v=DMARC1; p=none\"\n", static options => options.Dmarc = DmarcAction.Enforce);
        Assert.StartsWith("550 5.7.1 The DMARC policy of example.com", await SendAsync(house, authors + "\r\nx\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_author_whose_domain_never_answers_is_no_way_around_the_policy_of_another()
    {
        var clock = new ManualTimeProvider();
        var slow = new SilentAbout(ZoneResolver.Parse(Forged), "stranger.example", () => clock.Advance(TimeSpan.FromSeconds(11)));
        await using var house = await OpenAsync(slow, static options => options.Dmarc = DmarcAction.Enforce, clock);
        Assert.StartsWith("550 5.7.1 The DMARC policy of example.com", await SendAsync(house, "From: a@example.com, b@stranger.example\r\n\r\nx\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_with_more_authors_than_are_asked_for_is_put_into_Junk()
    {
        await using var house = await OpenAsync(Forged);
        var authors = string.Join(", ", Enumerable.Range(1, 8).Select(static n => $"a@other{n}.example"));
        Assert.StartsWith("250", await SendAsync(house, $"From: {authors}, a@example.com\r\n\r\nx\r\n"), StringComparison.Ordinal);
        Assert.Contains("dmarc=fail", Assert.Single(await house.ReadAsync("alice", "Junk")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_authors_none_of_whom_is_forged_say_permerror()
    {
        await using var house = await OpenAsync(Honest);
        await SendAsync(house, "From: a@example.com, b@example.net\r\n\r\nx\r\n");
        Assert.Contains("dmarc=permerror", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LMTP_is_not_checked()
    {
        await using var house = await OpenAsync(Forged);
        await SendAsync(house, Message, "lmtp");
        Assert.DoesNotContain("Authentication-Results", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_when_checking_is_off()
    {
        var zone = ZoneResolver.Parse(Forged);
        await using var house = await OpenAsync(zone, static options => options.Check = false);
        await SendAsync(house, Message);
        Assert.Empty(zone.Asked);
        Assert.DoesNotContain("Authentication-Results", Assert.Single(await house.ReadAsync("alice")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_message_is_held_outside_memory_and_stored_octet_for_octet()
    {
        using var key = DkimSigningKey.Generate("example.com", "s", SignatureAlgorithm.Ed25519Sha256);
        await using var house = await OpenAsync(Honest + Record(key));
        var signed = Signed(Message + string.Concat(Enumerable.Range(0, 20_000).Select(static n => $"line {n} of a long message\r\n")), key);
        Assert.StartsWith("250", await SendAsync(house, signed), StringComparison.Ordinal);
        var stored = Assert.Single(await house.ReadAsync("alice"));
        Assert.Contains("dkim=pass", stored, StringComparison.Ordinal);
        Assert.EndsWith("\r\n" + signed, stored, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(house.Spool));
    }

    [Fact]
    public async Task A_full_disk_refuses_for_now()
    {
        await using var house = await OpenAsync(Honest);
        house.Store.OnStage = new Culver.Storage.StorageUnavailableException("full");
        Assert.StartsWith("452", await SendAsync(house, Message), StringComparison.Ordinal);
    }

    private static Task<MailHouse> OpenAsync(string zone, Action<MailAuthOptions>? set = null) => OpenAsync(ZoneResolver.Parse(zone), set);

    private static async Task<MailHouse> OpenAsync(IDnsResolver zone, Action<MailAuthOptions>? set = null, TimeProvider? clock = null)
    {
        var house = new MailHouse(more: services =>
        {
            if (clock is not null)
                services.AddSingleton(clock);
            services.AddSingleton(zone);
            services.Configure(set ?? (static _ => { }));
        });
        await house.PeopleAsync("alice");
        return house;
    }

    private static async Task<string> SendAsync(MailHouse house, string message, string protocol = "smtp")
    {
        await using SmtpTestClient client = await house.GreetAsync(protocol);
        return Assert.Single(await MailHouse.SendAsync(client, message, "alice@example.org"));
    }

    private static string Signed(string message, DkimSigningKey key)
    {
        using var scan = MessageScan.ForSigning(new());
        scan.Write(Encoding.ASCII.GetBytes(message));
        scan.Complete();
        return Encoding.ASCII.GetString(DkimSigner.Sign(scan, [key], DateTimeOffset.UnixEpoch)) + message;
    }

    private static string Record(DkimSigningKey key) => $"{key.RecordName} TXT \"{key.RecordText}\"\n";

    /// <summary>A name server that says nothing to questions below one domain, while the time passes.</summary>
    private sealed class SilentAbout(ZoneResolver zone, string domain, Action pass) : IDnsResolver
    {
        public async ValueTask<DnsAnswer<TRecord>> QueryAsync<TRecord>(DnsName name, CancellationToken cancellationToken)
            where TRecord : class, IDnsRecord<TRecord>
        {
            if (!name.IsAtOrBelow(DnsName.Parse(domain)))
                return await zone.QueryAsync<TRecord>(name, cancellationToken);
            var never = new TaskCompletionSource<DnsAnswer<TRecord>>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var end = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
            pass();
            return await never.Task;
        }
    }
}
