using Culver.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Culver;

/// <summary>Runs the server until a signal ends it.</summary>
internal static class Serving
{
    // Sessions get six seconds to say goodbye (Connections:ShutdownTimeout) and the store the rest; ten are promised.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    public static async Task<int> RunAsync(CulverOptions options, CancellationToken cancellationToken)
    {
        // Defaults are off: settings come from our own sources, and standard output belongs to the lines a script reads.
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCulver(options);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(static console => console.SuppressStatusMessages = true);
        builder.Logging.AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(static format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
                format.UseUtcTimestamp = true;
                format.ColorBehavior = LoggerColorBehavior.Default;
            })
            // A failed start is told once, by us, in words.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
            .AddFilter("Microsoft", options.Log.Level > LogLevel.Warning ? options.Log.Level : LogLevel.Warning)
            .SetMinimumLevel(options.Log.Level);
        var host = builder.Build();
        await using var disposed = (IAsyncDisposable)host;
        // The token of the command line is not passed on: the host itself hears SIGTERM and SIGINT, and stops in order.
        await host.StartAsync(cancellationToken);
        var server = host.Services.GetRequiredService<CulverServer>();
        Greeting.Write(Console.Out, options, server);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return ExitCode.Done;
    }
}
