// The server's life in a host. The order is the point: the data folder is ours before anything in it is opened; mail is
// open before anybody can ask for it; listeners accept last. Stopping goes the other way, so that what a session has
// acknowledged is in the store, and nobody else can take the folder while we still write.
using System.IO.Pipelines;
using System.Net;
using Culver.Connections;
using Culver.Delivery;
using Culver.Storage;
using Culver.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Culver.Hosting;

/// <summary>A mail server inside a host.</summary>
public sealed class CulverServer : IHostedService
{
    private readonly CulverOptions _options;
    private readonly IServiceProvider _services;
    private readonly ILogger<CulverServer> _log;
    private ControlServer? _control;
    private QueueControl? _queue;
    private ConnectionServer? _connections;

    /// <summary>Made by the host.</summary>
    public CulverServer(CulverOptions options, IServiceProvider services, ILogger<CulverServer> log)
    {
        _options = options;
        _services = services;
        _log = log;
    }

    /// <summary>The addresses listened on, after the start.</summary>
    public IReadOnlyList<BoundEndPoint> EndPoints => _connections?.EndPoints ?? [];

    /// <summary>The account made because there was none; null when there was one.</summary>
    public DemoAccount? Demo { get; private set; }

    /// <summary>Whether clients are being served.</summary>
    public bool IsServing { get; private set; }

    /// <summary>Connects in memory, as if through a listener: its TLS, limits and timeouts apply.</summary>
    /// <param name="listener">The listener's name: <c>imap</c>, <c>imaps</c>, <c>smtp</c>, <c>lmtp</c>.</param>
    /// <param name="remote">The address the client pretends to have; 127.0.0.1 when not given.</param>
    /// <returns>The client's end. Completing its output is a half-close.</returns>
    public IDuplexPipe Connect(string listener, IPEndPoint? remote = null) =>
        (_connections ?? throw new InvalidOperationException("The server is not started.")).Connect(listener, remote);

    /// <inheritdoc/>
    /// <exception cref="StorageUnavailableException">The data folder belongs to another process, or cannot be used.</exception>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (listener, address) in ListenerSet.NotServed(_options.Listen))
                _log.NotServed(listener, address);
            SettingsCheck.Run(_options, _services);
            // Takes the folder's lock, or says who has it.
            _services.GetRequiredService<DataFolder>();
            Demo = await _services.GetRequiredService<FirstStart>().RunAsync(cancellationToken);
            _control = _services.GetRequiredService<ControlServer>();
            await _control.StartAsync(cancellationToken);
            _queue = _services.GetRequiredService<QueueControl>();
            await _queue.StartAsync(cancellationToken);
            _connections = _services.GetRequiredService<ConnectionServer>();
            await _connections.StartAsync(cancellationToken);
            IsServing = true;
        }
        catch
        {
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsServing = false;
        // Both at once: each may take its whole time over a client or a server that does not answer, and ten seconds are promised for all.
        // What a session still hands to a queue that has stopped is durable, and goes out after the next start.
        var queue = _queue is null ? Task.CompletedTask : _queue.StopAsync().AsTask();
        if (_connections is not null)
            await _connections.StopAsync(cancellationToken);
        await queue;
        _queue = null;
        if (_control is not null)
            await _control.StopAsync(cancellationToken);
        _control = null;
    }
}
