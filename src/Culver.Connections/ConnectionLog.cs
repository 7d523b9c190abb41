using System.Net;
using Microsoft.Extensions.Logging;

namespace Culver.Connections;

/// <summary>Log lines of the connection layer: event ids 1000 to 1099.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Listener} accepts on {EndPoint}")]
    public static partial void Accepting(this ILogger log, string listener, IPEndPoint endPoint);

    [LoggerMessage(1001, LogLevel.Debug, "{Connection}: {Listener} from {Remote}")]
    public static partial void Opened(this ILogger log, string connection, string listener, IPEndPoint remote);

    [LoggerMessage(1002, LogLevel.Debug, "{Connection}: closed ({End}), {Received} bytes received, {Sent} sent")]
    public static partial void Closed(this ILogger log, string connection, ConnectionEnd end, long received, long sent);

    [LoggerMessage(1003, LogLevel.Warning, "{Connection}: {Listener} from {Remote} refused: {Reason}")]
    public static partial void Refused(this ILogger log, string connection, string listener, IPEndPoint remote, string reason);

    [LoggerMessage(1004, LogLevel.Debug, "{Connection}: {Version} {CipherSuite}")]
    public static partial void Secured(this ILogger log, string connection, string version, string cipherSuite);

    [LoggerMessage(1005, LogLevel.Debug, "{Connection}: TLS handshake with {Remote} failed: {Reason}")]
    public static partial void HandshakeFailed(this ILogger log, string connection, IPEndPoint remote, string reason);

    [LoggerMessage(1006, LogLevel.Warning, "{Connection}: {Listener}: bad PROXY header from trusted {Remote}: {Reason}")]
    public static partial void BadProxyHeader(this ILogger log, string connection, string listener, IPEndPoint remote, string reason);

    [LoggerMessage(1007, LogLevel.Error, "{Connection}: unhandled failure")]
    public static partial void Unhandled(this ILogger log, Exception failure, string connection);

    [LoggerMessage(1008, LogLevel.Debug, "{Connection}: the client was gone before the last bytes: {Reason}")]
    public static partial void CloseCutShort(this ILogger log, string connection, string reason);

    [LoggerMessage(1009, LogLevel.Error, "{Listener} stopped accepting")]
    public static partial void AcceptFailed(this ILogger log, Exception failure, string listener);

    [LoggerMessage(1010, LogLevel.Warning, "{Count} connections did not end in time and were cut")]
    public static partial void CutAtStop(this ILogger log, int count);

    [LoggerMessage(1011, LogLevel.Error, "{Count} handlers still run after their connections were cut")]
    public static partial void StuckAtStop(this ILogger log, int count);

    [LoggerMessage(1012, LogLevel.Warning, "MaxConnections is {Wanted}, but the limit of open files leaves room for {Room}: that is the limit now")]
    public static partial void FewDescriptors(this ILogger log, int wanted, int room);

    [LoggerMessage(1013, LogLevel.Debug, "{Connection}: {Listener} from {Remote} refused: {Reason}")]
    public static partial void RefusedToo(this ILogger log, string connection, string listener, IPEndPoint remote, string reason);

    [LoggerMessage(1015, LogLevel.Error, "{Listener} cannot accept clients: {Reason}; they wait until it can")]
    public static partial void CannotAccept(this ILogger log, string listener, string reason);

    [LoggerMessage(1016, LogLevel.Information, "{Listener} accepts clients again")]
    public static partial void AcceptsAgain(this ILogger log, string listener);

    [LoggerMessage(1020, LogLevel.Information, "Made a self-signed certificate, kept in {Path}")]
    public static partial void CertificateMade(this ILogger log, string path);

    [LoggerMessage(1021, LogLevel.Information, "Certificates reloaded: {Subject}, valid until {NotAfter:u}")]
    public static partial void CertificatesLoaded(this ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(1022, LogLevel.Error, "Certificates changed but cannot be used, the old ones stay: {Reason}")]
    public static partial void CertificatesKept(this ILogger log, string reason);
}
