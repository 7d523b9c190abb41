using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;

namespace Culver.Connections;

/// <summary>TLS over another layer: the one implementation behind implicit TLS and STARTTLS.</summary>
internal sealed class TlsLayer : IDuplexPipe, IAsyncDisposable
{
    // One TLS record of plain text; rented for a flush, given back after it.
    private const int RecordSize = 16 * 1024;
    private readonly SslStream _stream;

    private TlsLayer(SslStream stream, ServedCertificate certificate, string? serverName)
    {
        _stream = stream;
        // A zero-byte read waits for the client, so an idle connection holds no buffer of ours nor of SslStream's.
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: RecordSize, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: RecordSize, leaveOpen: true));
        ServerEndPoint = certificate.EndPointBinding;
        Bindings = SessionBindings.Of(stream);
        var alpn = stream.NegotiatedApplicationProtocol;
        Details = new(
            TlsDetails.VersionName(stream.SslProtocol),
            stream.NegotiatedCipherSuite.ToString(),
            alpn.Protocol.IsEmpty ? null : alpn.ToString(),
            string.IsNullOrEmpty(serverName) ? null : serverName,
            ByProxy: false);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public TlsDetails Details { get; }

    public byte[]? ServerEndPoint { get; }

    public SessionBindings Bindings { get; }

    /// <summary>Performs the handshake.</summary>
    /// <exception cref="AuthenticationException">The client and we have nothing in common, or what it sent is not TLS.</exception>
    public static async ValueTask<TlsLayer> AcceptAsync(IDuplexPipe inner, CertificateSource certificates, Listener listener, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new DuplexPipeStream(inner, flushEachWrite: false), leaveInnerStreamOpen: true);
        var choice = new Choice(certificates, listener);
        try
        {
            await stream.AuthenticateAsServerAsync(static (_, hello, state, _) => new(((Choice)state!).Choose(hello)), choice, cancellationToken);
            certificates.Tickets.Look(stream);
            return new(stream, choice.Certificate!, choice.ServerName);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends close_notify (RFC 8446 §6.1) so that the client can tell an end from a cut, and lets go of the session.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Input.CompleteAsync();
            await Output.CompleteAsync();
            await _stream.ShutdownAsync();
            await _stream.FlushAsync();
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client is gone already.
        }
        finally
        {
            await _stream.DisposeAsync();
        }
    }

    /// <summary>Which certificate a client hello is answered with, kept for the channel binding.</summary>
    private sealed class Choice(CertificateSource certificates, Listener listener)
    {
        public ServedCertificate? Certificate { get; private set; }

        public string? ServerName { get; private set; }

        public SslServerAuthenticationOptions Choose(SslClientHelloInfo hello)
        {
            ServerName = hello.ServerName;
            Certificate = certificates.Select(hello.ServerName);
            return new()
            {
                ServerCertificateContext = Certificate.Context,
                // RFC 8996: TLS 1.0 and 1.1 are not to be used.
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = listener.ApplicationProtocols.Count > 0 ? listener.ApplicationProtocols : null,
                // RFC 5929 §3.1, RFC 9266 §4.2: no binding would be what it was after a renegotiation.
                AllowRenegotiation = false,
            };
        }
    }
}
