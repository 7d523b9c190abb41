using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Culver.Connections;

/// <summary>What all connections of a server share.</summary>
internal sealed record ConnectionEnvironment(
    ConnectionOptions Options,
    TimeProvider Time,
    ConnectionLimits Limits,
    Newcomers Newcomers,
    ConnectionMetrics Metrics,
    CertificateSource? Certificates,
    ILogger Log)
{
    public static ConnectionEnvironment Alone(ConnectionOptions options, CertificateSource? certificates) =>
        new(
            options,
            TimeProvider.System,
            new ConnectionLimits(options, TimeProvider.System),
            new Newcomers(options.MaxConnectionsBeforeLogin),
            new ConnectionMetrics(new PrivateMeters()),
            certificates,
            NullLogger.Instance);

    private sealed class PrivateMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
