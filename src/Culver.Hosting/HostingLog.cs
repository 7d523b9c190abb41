using Microsoft.Extensions.Logging;

namespace Culver.Hosting;

/// <summary>Log messages of hosting: events 900 to 999.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(901, LogLevel.Warning, "The control socket could not accept: {Problem}")]
    public static partial void ControlAcceptFailed(this ILogger log, string problem);

    [LoggerMessage(902, LogLevel.Debug, "A client of the control socket is gone: {Problem}")]
    public static partial void ControlClientLost(this ILogger log, string problem);

    [LoggerMessage(903, LogLevel.Error, "The request {Request} failed")]
    public static partial void AdministrationFailed(this ILogger log, string request, Exception failure);

    [LoggerMessage(904, LogLevel.Warning, "{Protocol} is not served by this version; nothing listens on {Address}")]
    public static partial void NotServed(this ILogger log, string protocol, string address);

    [LoggerMessage(905, LogLevel.Error, "Background work failed and will be tried again: {Work}")]
    public static partial void BackgroundFailed(this ILogger log, string work, Exception failure);
}
