// The control socket: verbs of the command line act through it while the server runs, so that one process alone touches
// the data. Who may open the socket file may administer; its mode is 0600, set before anybody can connect.
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Culver.Hosting;

/// <summary>Answers administrators on the control socket of the data folder.</summary>
internal sealed class ControlServer(CulverOptions options, IAdministration administration, ILogger<ControlServer> log) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _clients = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private string _path = "";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _path = ControlSocket.PathFor(options.Data);
        // What is there is of a process that is gone: we hold the folder's lock.
        File.Delete(_path);
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener.Listen();
        _accepting = AcceptAsync(_listener);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        _listener?.Dispose();
        try
        {
            await _accepting.WaitAsync(cancellationToken);
            Task[] clients;
            lock (_clients)
                clients = [.. _clients];
            await Task.WhenAll(clients).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever is left is not waited for any more; the rest of the stop goes on.
        }

        File.Delete(_path);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = ServeAsync(await listener.AcceptAsync(_stopping.Token));
                lock (_clients)
                    _clients.Add(client);
                _ = client.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                log.ControlAcceptFailed(failure.Message);
            }
        }

        void Forget(Task client)
        {
            lock (_clients)
                _clients.Remove(client);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream);
        try
        {
            while (await ControlMessages.ReadAsync<AdministrationRequest>(reader, _stopping.Token) is { } request)
                await ControlMessages.WriteAsync(stream, await AnswerAsync(request, stream), _stopping.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or JsonException)
        {
            log.ControlClientLost(failure.Message);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async ValueTask<AdministrationReply> AnswerAsync(AdministrationRequest request, NetworkStream stream)
    {
        try
        {
            // Each report is one small write, in order, before the next piece of work.
            var progress = new Reports(report => ControlMessages.WriteAsync<AdministrationReply>(stream, report, _stopping.Token));
            var reply = await administration.HandleAsync(request, progress, _stopping.Token);
            await progress.Sent;
            return reply;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.AdministrationFailed(request.GetType().Name, failure);
            return new AdministrationReply.Refused($"The server could not do it: {failure.Message}");
        }
    }

    private sealed class Reports(Func<AdministrationReply.Progress, ValueTask> send) : IProgress<AdministrationReply.Progress>
    {
        public Task Sent { get; private set; } = Task.CompletedTask;

        public void Report(AdministrationReply.Progress value) => Sent = SendAsync(Sent, value);

        private async Task SendAsync(Task before, AdministrationReply.Progress value)
        {
            await before;
            await send(value);
        }
    }
}
