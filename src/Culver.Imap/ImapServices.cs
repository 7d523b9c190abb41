using Culver.Imap.Dispatch;
using Microsoft.Extensions.Logging;

namespace Culver.Imap;

/// <summary>What every connection shares.</summary>
internal sealed record ImapServices(ImapRegistry Registry, ImapOptions Options, TimeProvider Time, ImapMetrics Metrics, ILogger Log)
{
    /// <summary>Failed logins after which a connection is closed.</summary>
    public required int FailuresPerConnection { get; init; }
}
