using Culver.Hosting;
using Culver.Hosting.Rehearsals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Culver;

/// <summary>Runs the server until a signal ends it.</summary>
internal static partial class Serving
{
    // Sessions get six seconds to say goodbye (Connections:ShutdownTimeout) and the store the rest; ten are promised.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    // Counted from the beginning. What the first clients gain is not worth a slow start: what is not compiled by then goes on beside them.
    private static readonly TimeSpan RehearsalPatience = TimeSpan.FromMilliseconds(700);

    public static async Task<int> RunAsync(CulverOptions options, CancellationToken cancellationToken)
    {
        // Beside the start, not before it: most of a start waits for the disk.
        var began = TimeProvider.System.GetTimestamp();
        using var leaving = new CancellationTokenSource();
        var rehearsal = options.Rehearse ? Rehearsal.RunAsync(leaving.Token) : Task.FromResult<Exception?>(null);
        // Defaults are off: settings come from our own sources, and standard output belongs to the lines a script reads.
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCulver(options);
        builder.Services.AddHostedService<QuietMemory>();
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
        try
        {
            return await ServeAsync(host, options, rehearsal, began, cancellationToken);
        }
        finally
        {
            // Its folder goes with it.
            await leaving.CancelAsync();
            await WaitForAsync(rehearsal, RehearsalPatience);
        }
    }

    private static async Task<int> ServeAsync(IHost host, CulverOptions options, Task<Exception?> rehearsal, long began, CancellationToken cancellationToken)
    {
        // The token of the command line is not passed on: the host itself hears SIGTERM and SIGINT, and stops in order.
        await host.StartAsync(cancellationToken);
        var server = host.Services.GetRequiredService<CulverServer>();
        if (await WaitForAsync(rehearsal, RehearsalPatience - TimeProvider.System.GetElapsedTime(began)) is { } failure)
            RehearsalFailed(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Rehearsal)), failure);
        Greeting.Write(Console.Out, options, server);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    private static async Task<Exception?> WaitForAsync(Task<Exception?> rehearsal, TimeSpan patience)
    {
        try
        {
            return await rehearsal.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // It goes on by itself.
            return null;
        }
    }

    [LoggerMessage(906, LogLevel.Debug, "The rehearsal did not come to its end; the first clients may wait a little longer")]
    private static partial void RehearsalFailed(ILogger log, Exception failure);
}
