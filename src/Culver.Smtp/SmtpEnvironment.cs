using Culver.Smtp.Dispatch;
using Microsoft.Extensions.Logging;

namespace Culver.Smtp;

/// <summary>What all connections of one protocol share.</summary>
internal sealed record SmtpEnvironment(
    SmtpProtocol Protocol,
    SmtpOptions Options,
    IMessageSink Sink,
    SmtpRegistry Registry,
    TimeProvider Time,
    SmtpMetrics Metrics,
    ILogger Log);
