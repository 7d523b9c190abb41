using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Culver.Delivery.Tests.Security;
using Culver.Delivery.Tests.Support;
using Culver.Hosting;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Culver.Delivery.Tests.Submission;

/// <summary>REQUIRETLS (RFC 8689) from a client over TLS to the server that gets the message, and back where none may have it.</summary>
public sealed class RequireTlsTests
{
    private const string Message = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: between us\r\n\r\nthe secret\r\n";

    private static readonly X509Certificate2 First = TestCertificates.Server("first.example.net");
    private static readonly X509Certificate2 Second = TestCertificates.Server("second.example.net");

    // Every name and key is proven.
    private static readonly string Proven = $"""
        $AUTHENTIC yes
        example.net MX 10 first.example.net
        example.net MX 20 second.example.net
        first.example.net A 192.0.2.1
        second.example.net A 192.0.2.2
        _25._tcp.first.example.net TLSA 3 1 1 {KeyOf(First)}
        _25._tcp.second.example.net TLSA 3 1 1 {KeyOf(Second)}
        null.example MX 0 .
        """;

    [Fact] // §4.2.1: the other hosts of the domain are asked, too
    public async Task A_message_goes_to_the_exchanger_that_is_proven_and_keeps_to_it()
    {
        await using var house = await RelayHouse.StartAsync(Proven);
        var ann = await house.Server.AddAccountAsync("ann");
        var first = house.Network["192.0.2.1"] = new FakeMta { Certificate = First };
        var second = house.Network["192.0.2.2"] = new FakeMta { Certificate = Second, Keywords = { "REQUIRETLS" } };
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync(ann.Address, ["bob@example.net"], Message, " REQUIRETLS"), StringComparison.Ordinal);
        var taken = await second.NextAsync();
        Assert.True(taken.Encrypted);
        Assert.Contains(" REQUIRETLS", taken.From, StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.Contains("QUIT", first.Log);
        Assert.DoesNotContain(first.Log, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory] // §4.2.1 and §5
    [InlineData("proven, and does not know it", "5.7.30")]
    [InlineData("not proven", "5.7.10")]
    [InlineData("without TLS", "5.7.10")]
    public async Task Where_no_exchanger_will_do_the_header_comes_back_and_nothing_else(string server, string status)
    {
        var isProven = server.StartsWith("proven", StringComparison.Ordinal);
        await using var house = await RelayHouse.StartAsync(isProven ? Proven : Proven.Replace("$AUTHENTIC yes", "$AUTHENTIC no", StringComparison.Ordinal));
        var ann = await house.Server.AddAccountAsync("ann");
        FakeMta[] servers = [new() { Certificate = First }, new() { Certificate = Second }];
        foreach (var mta in servers)
        {
            if (!isProven)
                mta.Keywords.Add("REQUIRETLS");
            if (server == "without TLS")
                mta.Certificate = null;
        }

        house.Network["192.0.2.1"] = servers[0];
        house.Network["192.0.2.2"] = servers[1];
        await using var client = await LogInAsync(house, ann);
        Assert.StartsWith("250", await client.SendAsync(ann.Address, ["bob@example.net"], Message, " REQUIRETLS RET=FULL"), StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
        Assert.Equal(2, house.Network.Dialled.Count);
        Assert.All(servers, static mta => Assert.DoesNotContain(mta.Log, static line => line.StartsWith("MAIL", StringComparison.Ordinal)));
        var bounce = Assert.Single(await house.InboxAsync(ann));
        Assert.Contains($"Status: {status}\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/rfc822-headers\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Subject: between us\r\n", bounce, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", bounce, StringComparison.Ordinal);
    }

    [Theory] // §5: a notification demands what its message did, and is not lost where that cannot be had
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_came_from_elsewhere_by_an_alias_comes_back_the_same_way(bool isKnown, bool isEncrypted)
    {
        await using var house = await RelayHouse.StartAsync(Proven.Replace("$AUTHENTIC yes", isEncrypted ? "$AUTHENTIC yes" : "$AUTHENTIC no", StringComparison.Ordinal));
        var mta = house.Network["192.0.2.1"] = new FakeMta { Certificate = isEncrypted ? First : null };
        if (isKnown)
            mta.Keywords.Add("REQUIRETLS");
        await house.Server.AddAccountAsync("somebody");
        Assert.IsType<AdministrationReply.Done>(await house.Server.Services.GetRequiredService<IAdministration>()
            .HandleAsync(new AdministrationRequest.AddAlias("list@example.org", ["carl@null.example"]), progress: null, CancellationToken.None));
        await using (var stream = house.Server.Connect(MailProtocol.Smtp))
        {
            var clear = new Submitter(stream);
            await clear.ReadAsync();
            // §2: not in the clear.
            Assert.DoesNotContain("REQUIRETLS", await clear.AskAsync("EHLO first.example.net"), StringComparison.Ordinal);
            Assert.StartsWith("555 5.5.4", await clear.AskAsync("MAIL FROM:<bob@example.net> REQUIRETLS"), StringComparison.Ordinal);
            Assert.StartsWith("220", await clear.AskAsync("STARTTLS"), StringComparison.Ordinal);
            await using var client = new Submitter(await SecureAsync(house, stream));
            Assert.Contains("\n250-REQUIRETLS", await client.AskAsync("EHLO first.example.net"), StringComparison.Ordinal);
            Assert.StartsWith("501", await client.AskAsync("MAIL FROM:<bob@example.net> REQUIRETLS=yes"), StringComparison.Ordinal);
            Assert.StartsWith("250", await client.SendAsync("bob@example.net", ["list@example.org"], Message, " REQUIRETLS RET=FULL"), StringComparison.Ordinal);
        }

        var bounce = await mta.NextAsync();
        Assert.StartsWith("MAIL FROM:<>", bounce.From, StringComparison.Ordinal);
        Assert.Equal(isEncrypted, bounce.Encrypted);
        Assert.Equal(isKnown && isEncrypted, bounce.From.Contains(" REQUIRETLS", StringComparison.Ordinal));
        Assert.Contains("Status: 5.1.10\r\n", bounce.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("the secret", bounce.Content, StringComparison.Ordinal);
        await house.QuietAsync();
        Assert.Empty(await house.ListAsync());
    }

    private static string KeyOf(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    private static async Task<SslStream> SecureAsync(RelayHouse house, Stream stream)
    {
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => house.Server.Certificate.Equals(shown));
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    private static async Task<Submitter> LogInAsync(RelayHouse house, TestAccount account)
    {
        var client = new Submitter(await SecureAsync(house, house.Server.Connect(MailProtocol.Submissions)));
        await client.ReadAsync();
        Assert.Contains("\n250-REQUIRETLS", await client.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.StartsWith("235", await client.AskAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Address}\0{account.Password}"))), StringComparison.Ordinal);
        return client;
    }
}
