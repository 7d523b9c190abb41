using System.Net;
using Microsoft.Extensions.Logging;

namespace Culver.Dns;

/// <summary>The log lines of this part: event ids 4000 to 4099.</summary>
internal static partial class DnsLog
{
    [LoggerMessage(4000, LogLevel.Debug, "no use in what {Server} said of {Name} {Type}: {Reason}")]
    public static partial void TryFailed(this ILogger logger, IPEndPoint server, DnsName name, DnsRecordType type, string reason);

    [LoggerMessage(4001, LogLevel.Warning, "{Count} datagrams that do not answer the question came in the name of {Server}; {Name} {Type} is asked again over TCP")]
    public static partial void Spoofed(this ILogger logger, int count, IPEndPoint server, DnsName name, DnsRecordType type);

    [LoggerMessage(4002, LogLevel.Information, "name servers: {Servers}")]
    public static partial void Servers(this ILogger logger, string servers);

    [LoggerMessage(4003, LogLevel.Warning, "{File} cannot be read; the name servers stay as they are")]
    public static partial void ResolvConfUnreadable(this ILogger logger, Exception failure, string file);
}
