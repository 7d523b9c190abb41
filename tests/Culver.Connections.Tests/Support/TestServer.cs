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
            if (TestContext.Current.TestClass?.TestClassName.EndsWith("OnKestrel", StringComparison.Ordinal) == true)
                options.Transport = SocketTransport.Kestrel;
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

    /// <summary>Waits until no connection is open. No time passes.</summary>
    public Task QuietAsync() => OpenAsync(0);

    /// <summary>Waits until at most so many connections are open. No time passes.</summary>
    public Task OpenAsync(int count) => UntilAsync(() => Connections.OpenConnections <= count, $"more than {count} connections stay open");

    /// <summary>Waits until a connection was opened, then lets time pass until none is open.</summary>
    public async Task CutAsync()
    {
        await UntilAsync(() => Connections.AcceptedConnections > 0, "no connection was opened");
        await UntilAsync(() => Connections.OpenConnections == 0, "the connection is not cut", Pass);
    }

    /// <summary>Waits for the end of a stop; time passes only while it waits for something with a time limit.</summary>
    public async Task StoppedAsync(Task stop)
    {
        await UntilAsync(() => stop.IsCompleted, "the server does not stop", () =>
        {
            if (Clock.Waiting > 0)
                Pass();
        });
        await stop;
    }

    /// <summary>Lets a second pass.</summary>
    public void Pass() => Clock.Advance(TimeSpan.FromSeconds(1));

    /// <summary>Waits until something is so, doing something over and over meanwhile; only a hang makes it fail.</summary>
    public static async Task UntilAsync(Func<bool> condition, string otherwise, Action? meanwhile = null)
    {
        using var patience = new CancellationTokenSource(LineClient.Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, otherwise);
            meanwhile?.Invoke();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StoppedAsync(Connections.StopAsync(CancellationToken.None));
        await _services.DisposeAsync();
    }
}
