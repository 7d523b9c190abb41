using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Culver.Connections.Tests;

public class TlsTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task Implicit_TLS_speaks_1_2_and_1_3(SslProtocols protocol, string name)
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = await server.ConnectAsync();
        await client.SecureAsync(protocol, host: "mail.example.org");
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal(protocol, client.Tls.SslProtocol);
        Assert.Equal($"{name} {client.Tls.NegotiatedCipherSuite} alpn= sni=mail.example.org proxy=False", await client.AskAsync("TLS"));
        Assert.EndsWith("secure=True loopback=True starttls=False", await client.AskAsync("WHO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TLS_1_1_is_refused()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = server.Connect();
        // A ClientHello of TLS 1.1 without extensions, offering TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA and TLS_RSA_WITH_AES_128_CBC_SHA.
        await client.SendAsync((byte[])[0x16, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2, .. new byte[32], 0, 0, 4, 0xC0, 0x13, 0, 0x2F, 1, 0]);
        var alert = new byte[7];
        await client.Stream.ReadExactlyAsync(alert);
        // RFC 8446 §6: a fatal (2) alert (21), protocol_version (70).
        Assert.Equal(21, alert[0]);
        Assert.Equal([2, 70], alert[5..]);
        await server.QuietAsync();
        Assert.True(server.Log.Has(1005));
        Assert.False(server.Log.Has(1007));
    }

    [Theory] // RFC 9325 §4.1: nothing without forward secrecy, nothing of finite fields, nothing weak.
    [InlineData(0x002F)] // TLS_RSA_WITH_AES_128_CBC_SHA
    [InlineData(0x009C)] // TLS_RSA_WITH_AES_128_GCM_SHA256
    [InlineData(0x009E)] // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
    [InlineData(0x000A)] // TLS_RSA_WITH_3DES_EDE_CBC_SHA
    [InlineData(0x0005)] // TLS_RSA_WITH_RC4_128_SHA
    [InlineData(0xC006)] // TLS_ECDHE_ECDSA_WITH_NULL_SHA
    [InlineData(0xC018)] // TLS_ECDH_anon_WITH_AES_128_CBC_SHA
    public async Task A_client_that_offers_weak_ciphers_alone_is_refused(int suite)
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = server.Connect();
        // A ClientHello of TLS 1.2 with P-256, uncompressed points and two signature algorithms.
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 6, 0, 4, 4, 3, 8, 4];
        byte[] hello = [3, 3, .. new byte[32], 0, 0, 2, (byte)(suite >> 8), (byte)suite, 1, 0, 0, (byte)extensions.Length, .. extensions];
        await client.SendAsync((byte[])[0x16, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello]);
        var alert = new byte[7];
        await client.Stream.ReadExactlyAsync(alert);
        // RFC 5246 §7.2.2: a fatal (2) alert (21), handshake_failure (40).
        Assert.Equal(21, alert[0]);
        Assert.Equal([2, 40], alert[5..]);
    }

    [Theory] // RFC 9325 §3.4
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Keys_of_session_tickets_are_changed_every_day(SslProtocols protocol)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the platform's keys are out of reach");
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        Assert.False(await IsResumedAsync());
        Assert.True(await IsResumedAsync());
        server.Clock.Advance(TicketKeys.Life);
        await IsResumedAsync(); // the handshake that finds the keys old
        Assert.False(await IsResumedAsync());
        Assert.True(await IsResumedAsync());

        async Task<bool> IsResumedAsync()
        {
            await using var client = await server.ConnectAsync();
            // The client's memory of sessions is the process's, by host name: one of its own for each server.
            await client.SecureAsync(protocol, host: $"tickets-{server.EndPoint.Port}.example.org");
            Assert.Equal("* OK", await client.ReadLineAsync());
            return ResumedSession.Is(client.Tls);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task ALPN_agrees_on_the_listeners_protocol(SslProtocols protocol)
    {
        await using var server = await TestServer.StartAsync((_, listener) =>
        {
            listener.Tls = TlsMode.Implicit;
            listener.ApplicationProtocols.Add("imap");
        });
        await using var client = await server.ConnectAsync();
        await client.SecureAsync(protocol, alpn: "imap");
        Assert.Equal("imap", client.Tls.NegotiatedApplicationProtocol.ToString());
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Contains(" alpn=imap ", await client.AskAsync("TLS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_ALPN_is_welcome_and_one_with_only_another_protocol_is_not()
    {
        await using var server = await TestServer.StartAsync((_, listener) =>
        {
            listener.Tls = TlsMode.Implicit;
            listener.ApplicationProtocols.Add("imap");
        });
        await using var without = await server.ConnectAsync();
        await without.SecureAsync();
        Assert.Equal("* OK", await without.ReadLineAsync());
        // RFC 7301 §3.2: no_application_protocol.
        await using var other = await server.ConnectAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => other.SecureAsync(alpn: "h2"));
    }

    [Fact]
    public async Task Plain_text_on_a_TLS_port_is_a_failed_handshake_and_nothing_worse()
    {
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("a001 LOGIN alice secret\r\n");
        await client.ReadToEndAsync();
        await server.QuietAsync();
        Assert.True(server.Log.Has(1005));
        Assert.False(server.Log.Has(1007));
        Assert.DoesNotContain(server.Log.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task STARTTLS_upgrades_in_place(bool socket)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = socket ? await server.ConnectAsync() : server.Connect();
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.EndsWith("secure=False loopback=True starttls=True", await client.AskAsync("WHO"), StringComparison.Ordinal);
        Assert.Equal("GO", await client.AskAsync("STARTTLS"));
        await client.SecureAsync();
        Assert.Equal("echo hidden", await client.AskAsync("hidden"));
        await client.SendAsync("one\r\ntwo\r\n");
        Assert.Equal("echo one", await client.ReadLineAsync());
        Assert.Equal("echo two", await client.ReadLineAsync());
        Assert.EndsWith("secure=True loopback=True starttls=False", await client.AskAsync("WHO"), StringComparison.Ordinal);
        Assert.Equal("BYE", await client.AskAsync("QUIT"));
        // close_notify: the client can tell an end from a cut.
        Assert.Null(await client.ReadLineAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_injected_behind_STARTTLS_are_thrown_away(bool examinesAll)
    {
        await using var server = await TestServer.StartAsync(handle: handler => handler.ExaminesAll = examinesAll);
        await using var client = await server.ConnectAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal("echo before", await client.AskAsync("before"));
        await client.SendAsync("STARTTLS\r\ninjected\r\n");
        Assert.Equal("GO", await client.ReadLineAsync());
        await client.SecureAsync();
        Assert.Equal("echo mine", await client.AskAsync("mine"));
    }

    [Fact]
    public async Task Bytes_between_the_go_ahead_and_the_handshake_make_it_fail()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.GreetedAsync();
        Assert.Equal("GO", await client.AskAsync("STARTTLS"));
        await client.SendAsync("injected late\r\n");
        await Assert.ThrowsAnyAsync<Exception>(() => client.SecureAsync());
        // The client's hello may arrive before the close, and is then read for a moment more.
        await server.CutAsync();
        Assert.True(server.Log.Has(1005));
    }

    [Fact]
    public async Task STARTTLS_is_not_offered_without_TLS_and_a_second_one_is_a_mistake()
    {
        var failure = new TaskCompletionSource<Exception>();
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.None, handle: handler => handler.Instead = async (connection, ending) =>
        {
            Assert.False(connection.CanStartTls);
            failure.SetResult(await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.StartTlsAsync(default, ending)));
        });
        await using var client = server.Connect();
        await client.ReadToEndAsync();
        Assert.NotNull(await failure.Task);
    }

    [Fact]
    public async Task Large_data_survives_TLS_in_both_directions()
    {
        const int Size = 3_000_000;
        byte[]? received = null;
        var sent = RandomNumberGenerator.GetBytes(Size);
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = TlsMode.Implicit, handle: handler => handler.Instead = async (connection, ending) =>
        {
            using var all = new MemoryStream();
            while (all.Length < Size)
            {
                var read = await connection.Input.ReadAsync(ending);
                foreach (var piece in read.Buffer)
                    all.Write(piece.Span);
                connection.Input.AdvanceTo(read.Buffer.End);
            }
            received = all.ToArray();
            for (var at = 0; at < Size; at += 777)
            {
                var piece = received.AsMemory(at, Math.Min(777, Size - at));
                piece.CopyTo(connection.Output.GetMemory(piece.Length));
                connection.Output.Advance(piece.Length);
                if (at % 5 == 0)
                    await connection.Output.FlushAsync(ending);
            }
            Assert.Equal(Size, connection.BytesReceived);
            Assert.Equal(Size, connection.BytesSent);
        });
        await using var client = await server.ConnectAsync();
        await client.SecureAsync();
        await client.SendAsync(sent);
        var back = new byte[Size];
        await client.Stream.ReadExactlyAsync(back);
        Assert.Equal(sent, received);
        Assert.Equal(sent, back);
        Assert.Null(await client.ReadLineAsync());
        Assert.False(server.Log.Has(1007));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_waiting_read_can_be_woken_again_and_again(bool tls)
    {
        // As IDLE does when mail arrives.
        var ready = new TaskCompletionSource<ClientConnection>();
        await using var server = await TestServer.StartAsync((_, listener) => listener.Tls = tls ? TlsMode.Implicit : TlsMode.None, handle: handler => handler.Instead = async (connection, ending) =>
        {
            ready.SetResult(connection);
            for (var news = 0; ;)
            {
                var read = await connection.Input.ReadAsync(ending);
                connection.Input.AdvanceTo(read.Buffer.End);
                if (!read.IsCanceled)
                {
                    await LineHandler.SayAsync(connection, $"done after {news}", ending);
                    return;
                }
                await LineHandler.SayAsync(connection, $"news {++news}", ending);
            }
        });
        await using var client = await server.ConnectAsync();
        if (tls)
            await client.SecureAsync();
        var connection = await ready.Task;
        for (var i = 1; i <= 20; i++)
        {
            connection.Input.CancelPendingRead();
            Assert.Equal($"news {i}", await client.ReadLineAsync());
        }
        Assert.Equal("done after 20", await client.AskAsync("DONE"));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_channel_binding_is_the_hash_of_the_certificate_the_client_saw(SslProtocols protocol)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReadLineAsync();
        Assert.Equal("none", await client.AskAsync("BINDING"));
        Assert.Equal("GO", await client.AskAsync("STARTTLS"));
        await client.SecureAsync(protocol);
        var seen = client.Tls.RemoteCertificate!.GetRawCertData();
        Assert.Equal(Convert.ToHexString(SHA256.HashData(seen)), await client.AskAsync("BINDING"));
    }

    [Theory]
    [InlineData("SHA256", false, "SHA256")]
    [InlineData("SHA384", false, "SHA384")]
    [InlineData("SHA512", false, "SHA512")]
    [InlineData("SHA256", true, "SHA256")]
    [InlineData("SHA384", true, "SHA384")]
    [InlineData("SHA512", true, "SHA512")]
    public void The_channel_binding_uses_the_signatures_hash(string signature, bool pss, string hash)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=test", key, new HashAlgorithmName(signature), pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(start, start.AddDays(1));
        Assert.Equal(CryptographicOperations.HashData(new HashAlgorithmName(hash), certificate.RawData), ServerEndPoint.Of(certificate));
    }

    [Fact] // RFC 5929 §4.1: several hash functions
    public void The_channel_binding_is_undefined_where_a_signature_has_two_hashes()
    {
        using var key = RSA.Create(2048);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pss).Create(
            new X500DistinguishedName("CN=test"), new TwoHashes(X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss)), start, start.AddDays(1), [1]);
        Assert.Equal("1.2.840.113549.1.1.10", certificate.SignatureAlgorithm.Value);
        Assert.Null(ServerEndPoint.Of(certificate));
    }

    /// <summary>Says SHA-384 of the mask, whatever the signature was made with.</summary>
    private sealed class TwoHashes(X509SignatureGenerator inner) : X509SignatureGenerator
    {
        // RSASSA-PSS-params: hashAlgorithm [0] SHA-256, maskGenAlgorithm [1] MGF1 with SHA-384, saltLength [2] 32
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString(
            "304106092A864886F70D01010A3034" + "A00F300D06096086480165030402010500" + "A11C301A06092A864886F70D010108300D06096086480165030402020500" + "A203020120");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => inner.SignData(data, hashAlgorithm);

        protected override PublicKey BuildPublicKey() => inner.PublicKey;
    }

    [Fact]
    public void The_channel_binding_replaces_SHA_1_by_SHA_256()
    {
        // Made with: openssl req -x509 -newkey rsa:2048 -sha1 -nodes -subj /CN=test
        using var certificate = X509Certificate2.CreateFromPem("""
            -----BEGIN CERTIFICATE-----
            MIIC/zCCAeegAwIBAgIUMS1fdVKV0W1tuhQTDeSfI5NyttYwDQYJKoZIhvcNAQEF
            BQAwDzENMAsGA1UEAwwEdGVzdDAeFw0yNjExMjExMDU0NDNaFw0zNjExMTgxMDU0
            NDNaMA8xDTALBgNVBAMMBHRlc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEK
            AoIBAQDXYDr+K4B8KT5QHApZIhZD0LUCioOzqQoTrVlXwJPBVI9g86YCUBbZhXc4
            gyvwfkCG5KZzD7b+hxSnx4ZDxXtcq5mWupg9YBfupstJzIG6E30gyuVB56cYbShp
            5Gap96yrGO8iuMqIZTjtKb4P6bxsbc1FbcgpYIBVoQRfpdo3NWR10+7CaN6PWcHl
            VxLyFv2vTqHbl2X1IWJ7FnRh9ThVwWcUMAwGtFvWV8TSaUipZ8SNg+H23SmwVsqE
            TILvOP135RYlIzaN79otJkmKIiEQk7a58ElaARj9rO79K5rv/KOHh/f+F69+aDGD
            cWETqrMwRmzjZhg0gxvcxjFTI+ZZAgMBAAGjUzBRMB0GA1UdDgQWBBSumDcbepUp
            MhhBbDGjmxaBVFqLwTAfBgNVHSMEGDAWgBSumDcbepUpMhhBbDGjmxaBVFqLwTAP
            BgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBBQUAA4IBAQAeIrRvtMZpRbLWfWSv
            NIrNtwCqh3jY2mYgzYk9TabF0KOVHTBDZjLwdKZTxajHGaOE1+YiHDsnI+uEQxaa
            hi51NpzOaG05YVZY0AfynQgT+KOs/GdfRL9qG5GyzZs5H847otfggQOzuFPiQio6
            fspy7gQkqdOEuY1RMOuWNFgNUAcMIjm3nZ1Zw9a9AIwT+oDWWGefk2Gb9/YXQXEa
            YwYgpv2FWiZlltRmq7uL9tnHyycAWtkL6oe65sB4189CBJjXMe0W2mfEeIjY8m7V
            d2m+cIjM9IfEnHsO9X4O3SDxZhsoV6i7ZVA1lhtgXcx8DJCFlOGrfggOHfAjRO0b
            g/H1
            -----END CERTIFICATE-----
            """);
        Assert.Equal("1.2.840.113549.1.1.5", certificate.SignatureAlgorithm.Value);
        Assert.Equal(SHA256.HashData(certificate.RawData), ServerEndPoint.Of(certificate));
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void The_channel_binding_knows_ECDSA(string hash)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, new HashAlgorithmName(hash));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(start, start.AddDays(1));
        Assert.Equal(CryptographicOperations.HashData(new HashAlgorithmName(hash), certificate.RawData), ServerEndPoint.Of(certificate));
    }

    [Fact]
    public void The_channel_binding_is_undefined_for_Ed25519()
    {
        // RFC 5929 §4.1: a signature algorithm without a hash function of its own. Made with: openssl req -x509 -newkey ed25519 -nodes -subj /CN=test
        using var certificate = X509Certificate2.CreateFromPem("""
            -----BEGIN CERTIFICATE-----
            MIIBMjCB5aADAgECAhRxpCe3REieRGvW8S5BhKfMMRECqzAFBgMrZXAwDzENMAsG
            A1UEAwwEdGVzdDAeFw0yNjExMjExMDUwMTZaFw0zNjExMTgxMDUwMTZaMA8xDTAL
            BgNVBAMMBHRlc3QwKjAFBgMrZXADIQA43kjJTuKz/x/GSUqZmAYt4Pwc6nORU/yc
            C+fJl4pmbqNTMFEwHQYDVR0OBBYEFFOLP0vTihxuQ+ZXXR5pX3yZRaMVMB8GA1Ud
            IwQYMBaAFFOLP0vTihxuQ+ZXXR5pX3yZRaMVMA8GA1UdEwEB/wQFMAMBAf8wBQYD
            K2VwA0EAJlQIMMmGcaLJf0oZEoTFoqa7u02ZfdaYqRIpzmxlbMVmPAltSprSpz+r
            I8IBZPlTQNnjGB/lANApJ3eOg1yVAA==
            -----END CERTIFICATE-----
            """);
        Assert.Null(ServerEndPoint.Of(certificate));
    }
}
