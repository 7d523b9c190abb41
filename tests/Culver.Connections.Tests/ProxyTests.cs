using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Culver.Connections.Tests;

public class ProxyTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143\r\n", "192.0.2.1:56324", "198.51.100.2:143")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n", "[2001:db8::1]:1", "[2001:db8::2]:65535")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::1 0 25\r\n", "192.0.2.1:0", "[::1]:25")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff anything at all\r\n", null, null)]
    public async Task Version_1_is_read_exactly(string header, string? source, string? destination)
    {
        var (read, rest) = await ReadAsync(Encoding.Latin1.GetBytes(header + "a001 NOOP\r\n"));
        Assert.False(read.IsLocal);
        Assert.Equal(source, read.Source?.ToString());
        Assert.Equal(destination, read.Destination?.ToString());
        Assert.Equal("a001 NOOP\r\n", rest);
    }

    [Theory]
    [InlineData("a001 CAPABILITY\r\n")]
    [InlineData("PROXYTCP4 192.0.2.1 198.51.100.2 56324 143\r\n")]
    [InlineData("PROXY TCP5 192.0.2.1 198.51.100.2 56324 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143 9\r\n")]
    [InlineData("PROXY TCP4  192.0.2.1 198.51.100.2 56324 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 2001:db8::1 56324 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2 198.51.100.2 56324 143\r\n")]
    [InlineData("PROXY TCP4 0xC0.0.2.1 198.51.100.2 56324 143\r\n")]
    [InlineData("PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 65536 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 056 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 -1 143\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143\n")]
    [InlineData("PROXY ")]
    [InlineData("PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")]
    public async Task Version_1_that_is_not_one_is_refused(string header) =>
        await Assert.ThrowsAsync<ProxyHeaderException>(() => ReadAsync(Encoding.Latin1.GetBytes(header)));

    [Fact]
    public async Task Version_2_is_read_exactly_with_addresses_of_both_families()
    {
        var (four, rest) = await ReadAsync([.. Version2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x34, 0, 143]), .. "x NOOP\r\n"u8]);
        Assert.Equal("192.0.2.1:4660", four.Source!.ToString());
        Assert.Equal("198.51.100.2:143", four.Destination!.ToString());
        Assert.Equal("x NOOP\r\n", rest);
        var six = new byte[36];
        IPAddress.Parse("2001:db8::1").TryWriteBytes(six, out _);
        IPAddress.Parse("2001:db8::2").TryWriteBytes(six.AsSpan(16), out _);
        six[33] = 7;
        six[35] = 25;
        Assert.Equal(("[2001:db8::1]:7", "[2001:db8::2]:25"), Texts((await ReadAsync(Version2(0x21, 0x21, six))).Header));

        static (string?, string?) Texts(ProxyHeader header) => (header.Source?.ToString(), header.Destination?.ToString());
    }

    [Fact]
    public async Task Version_2_LOCAL_skips_whatever_follows_and_UNSPEC_names_nobody()
    {
        Assert.True((await ReadAsync(Version2(0x20, 0x00, []))).Header.IsLocal);
        var (local, rest) = await ReadAsync([.. Version2(0x20, 0x7F, [1, 2, 3, 4, 5]), .. "rest"u8]);
        Assert.True(local.IsLocal);
        Assert.Equal("rest", rest);
        var unspecified = (await ReadAsync(Version2(0x21, 0x00, []))).Header;
        Assert.Equal(ProxyHeader.Unknown, unspecified);
        Assert.Equal(ProxyHeader.Unknown, (await ReadAsync(Version2(0x21, 0x31, new byte[216]))).Header);
    }

    public static TheoryData<byte[]> BadVersion2 => new(
        Version2(0x11, 0x11, new byte[12]),
        Version2(0x22, 0x11, new byte[12]),
        Version2(0x21, 0x11, new byte[11]),
        Version2(0x21, 0x21, new byte[35]),
        Version2(0x21, 0x31, new byte[215]),
        Version2(0x21, 0x12, new byte[12]),
        Version2(0x21, 0x13, new byte[12]),
        Version2(0x21, 0x41, new byte[12]),
        Version2(0x21, 0x11, [.. new byte[12], 4, 0]),
        Version2(0x21, 0x11, [.. new byte[12], 4, 0, 9, 1]),
        Version2(0x21, 0x11, [.. new byte[12], 0x20, 0, 2, 1, 0]),
        Version2(0x21, 0x11, [.. new byte[12], 3, 0, 4, 1, 2, 3, 4]),
        Version2(0x21, 0x11, [.. new byte[12], 3, 0, 1, 1]),
        Version2(0x21, 0x11, new byte[60_000]),
        Encoding.Latin1.GetBytes("\r\n\r\n\0\r\nQUIP\n" + new string('x', 40)),
        Version2(0x21, 0x11, new byte[12])[..20]);

    [Theory]
    [MemberData(nameof(BadVersion2))]
    public async Task Version_2_that_is_not_one_is_refused(byte[] header) => await Assert.ThrowsAsync<ProxyHeaderException>(() => ReadAsync(header));

    [Fact]
    public async Task Version_2_tells_of_TLS_at_the_proxy_and_its_checksum_is_checked()
    {
        byte[] ssl = [1, 0, 0, 0, 0, 0x21, 0, 7, .. "TLSv1.3"u8, 0x23, 0, 10, .. "AES\r\n256X\u007f"u8];
        byte[] body = [192, 0, 2, 1, 198, 51, 100, 2, 0, 1, 0, 2, 0x20, 0, (byte)ssl.Length, .. ssl, 3, 0, 4, 0, 0, 0, 0];
        var header = Version2(0x21, 0x11, body);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), Crc32C(header));
        var read = (await ReadAsync(header)).Header;
        Assert.Equal(new TlsDetails("TLSv1.3", "AES256X", null, null, ByProxy: true), read.Tls);
        // Without the client bit the connection to the proxy was in the clear.
        ssl[0] = 0;
        Assert.Null((await ReadAsync(Version2(0x21, 0x11, [.. body[..12], 0x20, 0, (byte)ssl.Length, .. ssl]))).Header.Tls);
    }

    [Fact]
    public void The_checksum_is_the_known_one() => Assert.Equal(0xE3069283, Crc32C("123456789"u8));

    [Fact]
    public async Task A_header_may_come_byte_by_byte()
    {
        foreach (var header in new[] { Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143\r\n"), Version2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0xDC, 0x04, 0, 143]) })
        {
            var pipe = new Pipe();
            var reading = ProxyHeaderReader.ReadAsync(pipe.Reader, CancellationToken.None).AsTask();
            foreach (var octet in header)
            {
                Assert.False(reading.IsCompleted);
                await pipe.Writer.WriteAsync(new[] { octet });
            }
            Assert.Equal("192.0.2.1:56324", (await reading).Source!.ToString());
        }
    }

    [Fact]
    public void Random_bytes_are_a_header_or_refused_and_never_anything_else()
    {
        var random = new Random(20260101);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] header = random.Next(2) == 0
                ? Version2((byte)(0x20 | random.Next(2)), (byte)(random.Next(4) * 16 + random.Next(3)), Bytes(random.Next(80)))
                : [.. "PROXY "u8, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "TCP46 .:0129af\r\n"[random.Next(16)])))];
            var reader = PipeReader.Create(new ReadOnlySequence<byte>(header));
            var read = ProxyHeaderReader.ReadAsync(reader, CancellationToken.None).AsTask();
            Assert.True(read.IsCompleted);
            Assert.True(read.Exception is null || read.Exception.InnerException is ProxyHeaderException, read.Exception?.ToString());
        }

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trusted_proxys_word_is_taken_for_addresses_limits_and_loopback(bool implicitTls)
    {
        await using var server = await TrustingAsync(configure: (options, listener) =>
        {
            options.MaxConnectionsPerAddress = 1;
            listener.Tls = implicitTls ? TlsMode.Implicit : TlsMode.StartTls;
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143\r\n");
        if (implicitTls)
            await client.SecureAsync();
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal($"192.0.2.1:56324 198.51.100.2:143 secure={implicitTls} loopback=False starttls={!implicitTls}", await client.AskAsync("WHO"));
        await using var second = await server.ConnectAsync();
        await second.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.2 56325 143\r\n");
        if (implicitTls)
            await second.SecureAsync();
        Assert.StartsWith("* BYE [LIMIT] too many connections from 192.0.2.1", await second.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_pipelined_behind_the_header_are_kept()
    {
        await using var server = await TrustingAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("PROXY UNKNOWN\r\nWHO\r\nhello\r\n");
        Assert.Equal("* OK", await client.ReadLineAsync());
        // Whoever it is, it is not this machine: a clear login must not be allowed.
        Assert.EndsWith("secure=False loopback=False starttls=True", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("echo hello", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_health_check_of_the_proxy_is_the_proxys_own()
    {
        await using var server = await TrustingAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync(Version2(0x20, 0x00, []));
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Matches(@"^127\.0\.0\.1:.* loopback=True", await client.AskAsync("WHO"));
    }

    [Fact]
    public async Task A_client_that_came_to_the_proxy_by_TLS_is_secure_but_has_no_channel_binding()
    {
        await using var server = await TrustingAsync();
        await using var client = await server.ConnectAsync();
        byte[] ssl = [1, 0, 0, 0, 0, 0x21, 0, 7, .. "TLSv1.3"u8];
        await client.SendAsync(Version2(0x21, 0x11, [192, 0, 2, 1, 198, 51, 100, 2, 0, 1, 0, 2, 0x20, 0, (byte)ssl.Length, .. ssl]));
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.EndsWith("secure=True loopback=False starttls=False", await client.AskAsync("WHO"), StringComparison.Ordinal);
        Assert.Equal("TLSv1.3  alpn= sni= proxy=True", await client.AskAsync("TLS"));
        Assert.Equal("none", await client.AskAsync("BINDING"));
    }

    [Fact]
    public async Task A_header_from_anybody_else_is_a_line_like_any_other()
    {
        await using var server = await TrustingAsync("192.0.2.0/24");
        await using var client = await server.ConnectAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.2 56324 143\r\n");
        Assert.Equal("* OK", await client.ReadLineAsync());
        Assert.Equal("echo PROXY TCP4 192.0.2.1 198.51.100.2 56324 143", await client.ReadLineAsync());
        Assert.StartsWith("127.0.0.1:", await client.AskAsync("WHO"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_address_without_a_header_is_cut_and_logged()
    {
        await using var server = await TrustingAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("a001 CAPABILITY\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
        await server.QuietAsync();
        Assert.Contains("it does not begin with PROXY", Assert.Single(server.Log.Lines, line => line.Id == 1006).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_address_that_stays_silent_is_cut()
    {
        await using var server = await TrustingAsync();
        await using var client = server.Connect();
        await client.SendAsync("PRO");
        await server.CutAsync();
        Assert.True(server.Log.Has(1006));
    }

    private static Task<TestServer> TrustingAsync(string network = "127.0.0.1", Action<ConnectionOptions, ListenerOptions>? configure = null) => TestServer.StartAsync((options, listener) =>
    {
        listener.TrustedProxies.Add(network);
        configure?.Invoke(options, listener);
    });

    private static byte[] Version2(byte command, byte family, byte[] body) =>
        [.. Encoding.Latin1.GetBytes(Signature), command, family, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static async Task<(ProxyHeader Header, string Behind)> ReadAsync(byte[] bytes)
    {
        var reader = PipeReader.Create(new ReadOnlySequence<byte>(bytes));
        var header = await ProxyHeaderReader.ReadAsync(reader, CancellationToken.None);
        reader.TryRead(out var rest);
        return (header, Encoding.Latin1.GetString(rest.Buffer));
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        // Bit by bit, from the polynomial.
        var crc = uint.MaxValue;
        foreach (var octet in bytes)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }
}
