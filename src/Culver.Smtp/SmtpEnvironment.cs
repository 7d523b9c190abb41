using Culver.Smtp.Dispatch;
using Culver.Smtp.Extensions.Auth;
using Culver.Smtp.Session;
using Microsoft.Extensions.Logging;

namespace Culver.Smtp;

/// <summary>What all connections of one protocol share.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Options">The settings.</param>
/// <param name="Sink">Takes messages from clients that did not log in; <see langword="null"/> where all must.</param>
/// <param name="Registry">Commands, parameters and extensions.</param>
/// <param name="Time">The clock.</param>
/// <param name="Metrics">What is measured.</param>
/// <param name="Staged">The room that messages on their way in share.</param>
/// <param name="Log">Where to log.</param>
internal sealed record SmtpEnvironment(
    SmtpProtocol Protocol,
    SmtpOptions Options,
    IMessageSink? Sink,
    SmtpRegistry Registry,
    TimeProvider Time,
    SmtpMetrics Metrics,
    StagedOctets Staged,
    ILogger Log)
{
    /// <summary>Takes messages from clients that logged in; <see langword="null"/> where AUTH is not offered.</summary>
    public ISubmissionSink? Submission { get; init; }

    /// <summary>Who is asked about logins; set together with <see cref="Submission"/>.</summary>
    public Logins? Logins { get; init; }

    /// <summary>Failed logins after which a connection is closed.</summary>
    public int FailuresPerConnection => Logins?.FailuresPerConnection ?? int.MaxValue;
}
