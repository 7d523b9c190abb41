using Culver.Imap.Dispatch;
using Microsoft.Extensions.Logging;

namespace Culver.Imap;

/// <summary>What every connection shares.</summary>
internal sealed record ImapServices(ImapRegistry Registry, ImapOptions Options, TimeProvider Time, ImapMetrics Metrics, ILogger Log);
