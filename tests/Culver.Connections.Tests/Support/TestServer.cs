using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Culver.Connections.Tests;

/// <summary>A server with one listener, <c>line</c>, a clock of its own, and a log that is kept.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestServer(ServiceProvider services, ManualTimeProvider clock, LineHandler handler, LogList log)
    {
        _services = services;
        Clock = clock;
        Handler = handler;
        Log = log;
        Connections = services.GetRequiredService<ConnectionServer>();
    }

    public ManualTimeProvider Clock { get; }

    public LineHandler Handler { get; }

    public LogList Log { get; }

    public ConnectionServer Connections { get; }

    public CertificateSource Certificates => _services.GetRequiredService<CertificateSource>();

    public IPEndPoint EndPoint => Connections.EndPoints[0].EndPoint;

    public static async Task<TestServer> StartAsync(Action<ConnectionOptions, ListenerOptions>? configure = null, Action<CertificateOptions>? certificates = null, Action<LineHandler>? handle = null)
    {
        var clock = new ManualTimeProvider();
        var handler = new LineHandler();
        handle?.Invoke(handler);
        var log = new LogList();
        var services = new ServiceCollection();
        services.AddCulverConnections();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<IConnectionHandler>(handler);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        services.Configure<ConnectionOptions>(options =>
        {
            var listener = new ListenerOptions { Name = "line", Addresses = { "127.0.0.1:0" } };
            options.Listeners.Add(listener);
            configure?.Invoke(options, listener);
        });
        if (certificates is not null)
            services.Configure(certificates);
        var server = new TestServer(services.BuildServiceProvider(), clock, handler, log);
        await server.Connections.StartAsync(CancellationToken.None);
        return server;
    }

    public Task<LineClient> ConnectAsync() => LineClient.ToAsync(EndPoint);

    public LineClient Connect(string remote = "127.0.0.1") => LineClient.Over(Connections.Connect("line", new(IPAddress.Parse(remote), 4711), new(IPAddress.Loopback, 143)));

    /// <summary>Connects in memory and takes the greeting.</summary>
    public async Task<LineClient> GreetedAsync(string remote = "127.0.0.1")
    {
        var client = Connect(remote);
        Assert.Equal("* OK", await client.ReadLineAsync());
        return client;
    }

    /// <summary>Waits until no connection is open.</summary>
    public async Task QuietAsync()
    {
        for (var i = 0; Connections.OpenConnections > 0; i++)
        {
            Assert.True(i < 100_000, "connections stay open");
            await Task.Yield();
            await Task.Delay(1);
        }
    }

    /// <summary>Waits until a connection is open, then lets time pass until none is.</summary>
    public async Task CutAsync()
    {
        while (Connections.OpenConnections == 0)
            await Task.Delay(1);
        while (Connections.OpenConnections > 0)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var stop = Connections.StopAsync(CancellationToken.None);
        while (!stop.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }
        await stop;
        await _services.DisposeAsync();
    }
}
