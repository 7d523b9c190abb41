using System.Text;
using Culver.Smtp;
using Culver.Delivery.Tests.Support;
using Culver.Storage;

namespace Culver.Delivery.Tests.Queue;

public sealed class OutgoingFormTests
{
    private const string Zone = """
        example.net MX 10 mx.example.net
        mx.example.net A 192.0.2.1
        """;

    private static readonly string Line = new('y', 5000);

    [Fact]
    public async Task Lines_that_are_too_long_for_SMTP_leave_as_base64()
    {
        var sent = await SendAsync($"Subject: x\r\n\r\n{Line}\r\nend\r\n", submitted: true);
        Assert.StartsWith("Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n", sent, StringComparison.Ordinal);
        Assert.All(sent.Split("\r\n"), static line => Assert.True(line.Length <= 998));
        Assert.Equal($"{Line}\r\nend\r\n", Encoding.ASCII.GetString(Convert.FromBase64String(sent[(sent.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])));
    }

    [Fact]
    public async Task What_is_passed_on_for_others_keeps_its_lines()
    {
        var message = $"Subject: x\r\n\r\n{Line}\r\n";
        Assert.Equal(message, await SendAsync(message, submitted: false));
    }

    [Fact]
    public async Task What_its_author_signed_keeps_its_lines()
    {
        var message = $"MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n{Line}\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n";
        Assert.Equal(message, await SendAsync(message, submitted: true));
    }

    [Fact]
    public async Task Eight_bits_leave_as_they_are_beside_a_part_with_long_lines()
    {
        var sent = await SendAsync($"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nGrüße\r\n--b\r\n\r\n{Line}\r\n--b--\r\n", submitted: true);
        Assert.Contains("\r\n\r\nGrüße\r\n--b\r\nContent-Transfer-Encoding: base64\r\n", sent, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(string content, bool submitted)
    {
        await using var house = await RelayHouse.StartAsync(Zone);
        var mta = house.Network["192.0.2.1"] = new FakeMta();
        var envelope = new OutboundEnvelope
        {
            Id = TransactionId.New(house.Server.Clock),
            ReversePath = RelayHouse.Address("ann@example.org"),
            Account = submitted ? new AccountId(1) : null,
        };
        await house.SendAsync(envelope, content, new OutboundRecipient(RelayHouse.Address("bob@example.net")));
        var sent = await mta.NextAsync();
        await house.QuietAsync();
        return sent.Content;
    }
}
