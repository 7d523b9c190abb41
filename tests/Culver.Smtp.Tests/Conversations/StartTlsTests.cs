using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Culver.Connections;
using Culver.Smtp.Tests.Support;

namespace Culver.Smtp.Tests.Conversations;

/// <summary>STARTTLS (RFC 3207).</summary>
public sealed class StartTlsTests
{
    [Fact]
    public async Task After_STARTTLS_the_session_begins_anew_and_the_trace_says_so()
    {
        await using var server = await Secured.CreateAsync();
        await using var client = server.Smtp.Connect();
        await client.ReadReplyAsync();
        Assert.Contains("250-STARTTLS", await client.AskAsync("EHLO before.example"), StringComparison.Ordinal);
        await client.AskAsync("MAIL FROM:<a@example.com>");
        // RFC 3207 §6: what is sent in the clear behind the command is never run.
        await client.SendAsync("STARTTLS\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<alice@example.org>\r\n");
        Assert.Equal("220 2.0.0 Ready to start TLS", await client.ReadReplyAsync());
        await using var tls = new SslStream(new PipeStream(client.Pipe), leaveInnerStreamOpen: true, (_, served, _, _) => served?.GetCertHashString() == server.Fingerprint);
        await tls.AuthenticateAsClientAsync("mx.example.org");
        using var reader = new StreamReader(tls, Encoding.Latin1);
        Assert.Equal("503 5.5.1 EHLO or HELO comes first", await AskAsync("RCPT TO:<alice@example.org>"));
        var hello = await AskAsync("EHLO after.example");
        Assert.DoesNotContain("STARTTLS", hello, StringComparison.Ordinal);
        Assert.Equal("503 5.5.1 TLS is active already", await AskAsync("STARTTLS"));
        Assert.StartsWith("503", await AskAsync("RCPT TO:<alice@example.org>"), StringComparison.Ordinal);
        await AskAsync("MAIL FROM:<a@example.com> SMTPUTF8");
        await AskAsync("RCPT TO:<alice@example.org>");
        await AskAsync("DATA");
        Assert.StartsWith("250 2.0.0", await AskAsync("hello\r\n."), StringComparison.Ordinal);
        var trace = server.Smtp.Sink.Messages.Single().Trace;
        Assert.Matches("(?s)^Received: from after\\.example \\(\\[192\\.0\\.2\\.1\\]\\)\r\n\tby mx\\.example\\.org with UTF8SMTPS \\(TLSv1\\.[23]\\)\r\n\tid [a-z0-9]{26}\r\n\tfor <alice@example\\.org>\r\n\ttls TLS_[A-Z0-9_]+;\r\n\t", trace);
        Assert.DoesNotContain(server.Smtp.Sink.Senders, sender => sender.ReversePath?.LocalPart == "evil");

        async Task<string> AskAsync(string line)
        {
            await tls.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            var reply = new StringBuilder();
            string? text;
            do
            {
                text = await reader.ReadLineAsync();
                reply.Append(reply.Length > 0 ? "\n" : "").Append(text);
            }
            while (text is { Length: > 3 } && text[3] == '-');
            return reply.ToString();
        }
    }

    private sealed class Secured(SmtpTestServer smtp, CertificateSource certificates, X509Certificate2 certificate) : IAsyncDisposable
    {
        public SmtpTestServer Smtp { get; } = smtp;

        public string Fingerprint => certificate.GetCertHashString();

        public static Task<Secured> CreateAsync()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=mx.example.org", key, HashAlgorithmName.SHA256);
            using var signed = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            var certificate = X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null);
            var source = CertificateSource.FromCertificate(certificate);
            return Task.FromResult(new Secured(new SmtpTestServer { Certificates = source }, source, certificate));
        }

        public async ValueTask DisposeAsync()
        {
            await certificates.DisposeAsync();
            certificate.Dispose();
        }
    }

    private sealed class PipeStream(IDuplexPipe pipe) : Stream
    {
        private readonly Stream _input = pipe.Input.AsStream(leaveOpen: true);
        private readonly Stream _output = pipe.Output.AsStream(leaveOpen: true);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _input.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _output.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
