using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Culver.Journeys.Tests;

/// <summary>Many small SMTP servers on loopback addresses, on one port, that take everything and keep a log of it.</summary>
internal sealed class SinkServers : IAsyncDisposable
{
    private readonly List<TcpListener> _listeners = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private int _connections;

    private SinkServers(int port) => Port = port;

    public int Port { get; }

    /// <summary>Each final dot: the message, the connection it came by, and whether anything came by that connection afterwards.</summary>
    public ConcurrentQueue<SinkEntry> Log { get; } = new();

    /// <summary>How many different messages came.</summary>
    public int Different => _taken.Count;

    public static SinkServers Start(int count)
    {
        var first = new TcpListener(Address(0), 0);
        first.Start(512);
        var sinks = new SinkServers(((IPEndPoint)first.LocalEndpoint).Port);
        sinks.Begin(first);
        for (var i = 1; i < count; i++)
        {
            var next = new TcpListener(Address(i), sinks.Port);
            next.Start(512);
            sinks.Begin(next);
        }

        return sinks;
    }

    public static IPAddress Address(int number) => new([127, 0, 1, (byte)(number + 1)]);

    /// <summary>Completes when so many different messages have come.</summary>
    public Task ReachAsync(int count)
    {
        lock (_waits)
        {
            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_taken.Count >= count)
                wait.SetResult();
            else
                _waits.Add((count, wait));
            return wait.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
        _ending.Dispose();
    }

    private void Begin(TcpListener listener)
    {
        _listeners.Add(listener);
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(_ending.Token), Interlocked.Increment(ref _connections));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await stream.WriteAsync("220 sink\r\n"u8.ToArray(), _ending.Token);
                SinkEntry? last = null;
                while (await reader.ReadLineAsync(_ending.Token) is { } line)
                {
                    last?.Followed();
                    if (line.StartsWith("DATA", StringComparison.Ordinal))
                    {
                        await stream.WriteAsync("354 go\r\n"u8.ToArray(), _ending.Token);
                        last = await TakeAsync(reader, connection);
                        if (last is null)
                            return;
                    }
                    else if (line.StartsWith("EHLO", StringComparison.Ordinal))
                    {
                        await stream.WriteAsync("250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"u8.ToArray(), _ending.Token);
                        continue;
                    }

                    await stream.WriteAsync("250 ok\r\n"u8.ToArray(), _ending.Token);
                    if (line.StartsWith("QUIT", StringComparison.Ordinal))
                        return;
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }

    private async ValueTask<SinkEntry?> TakeAsync(StreamReader reader, int connection)
    {
        var subject = "";
        while (await reader.ReadLineAsync(_ending.Token) is { } line)
        {
            if (line.StartsWith("Subject: ", StringComparison.Ordinal) && subject.Length == 0)
                subject = line["Subject: ".Length..];
            if (line != ".")
                continue;
            var entry = new SinkEntry(subject, connection);
            Log.Enqueue(entry);
            _taken.AddOrUpdate(subject, 1, static (_, count) => count + 1);
            lock (_waits)
            {
                foreach (var (_, reached) in _waits.Where(wait => wait.Count <= _taken.Count))
                    reached.TrySetResult();
                _waits.RemoveAll(static wait => wait.Reached.Task.IsCompleted);
            }

            return entry;
        }

        return null;
    }
}

