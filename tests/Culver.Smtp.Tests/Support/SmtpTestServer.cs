using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net;
using Culver.Connections;
using Culver.Smtp.Extensions.Auth;
using Culver.Smtp.Session;
using Microsoft.Extensions.Logging.Abstractions;

namespace Culver.Smtp.Tests.Support;

/// <summary>The real server over pipes in memory, with a fake sink behind it.</summary>
internal sealed class SmtpTestServer
{
    private readonly SmtpConnectionHandler _handler;

    public SmtpTestServer(SmtpProtocol protocol = SmtpProtocol.Smtp, Action<SmtpOptions>? configure = null, TimeProvider? time = null, Logins? logins = null)
    {
        Options.HostName = "mx.example.org";
        configure?.Invoke(Options);
        Staged = new(Options.MaxStagedSize);
        _handler = new(new SmtpEnvironment(
            protocol, Options, protocol == SmtpProtocol.Submission ? null : Sink, SmtpExtensions.Build(protocol, logins is not null), time ?? TimeProvider.System, new(new Meters(), Staged), Staged, NullLogger.Instance)
        {
            Submission = logins is null ? null : Sink,
            Logins = logins,
        });
    }

    public SmtpOptions Options { get; } = new();

    public StagedOctets Staged { get; }

    public FakeSink Sink { get; } = new();

    public CertificateSource? Certificates { get; set; }

    public IPAddress ClientAddress { get; set; } = IPAddress.Parse("192.0.2.1");

    public SmtpConnectionHandler Handler => _handler;

    public SmtpTestClient Connect()
    {
        var up = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var down = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var listener = new ListenerOptions { Name = "smtp", Tls = Certificates is null ? TlsMode.None : TlsMode.StartTls };
        var connection = ClientConnection.Create(new Duplex(up.Reader, down.Writer), listener, new IPEndPoint(ClientAddress, 40000), Certificates);
        var ending = new CancellationTokenSource();
        var served = ServeAsync(connection, down.Writer, up.Reader, ending.Token);
        return new(new Duplex(down.Reader, up.Writer), served, ending, connection);
    }

    private async Task ServeAsync(ClientConnection connection, PipeWriter output, PipeReader input, CancellationToken ending)
    {
        try
        {
            await _handler.RunAsync(connection, ending);
            await connection.Output.FlushAsync(CancellationToken.None);
        }
        finally
        {
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
