using System.Collections.Concurrent;
using System.Diagnostics;

namespace Culver.Hostile;

/// <summary>Clients as they should be: each logs in, selects, looks, stores a message and goes, at a gentle rate. What each command takes is noted.</summary>
internal static class Courteous
{
    public const int Clients = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private const string Message = "From: a@example.org\r\nTo: b@example.org\r\nSubject: hello\r\n\r\nA few words.\r\n";

    /// <summary>Runs them for a while.</summary>
    /// <returns>Milliseconds of each command, and how many sessions failed.</returns>
    public static async Task<(double[] Milliseconds, int Failures)> RunAsync(Target target, TimeSpan duration)
    {
        var times = new ConcurrentBag<double>();
        var failures = 0;
        using var over = new CancellationTokenSource(duration);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await SessionAsync(target, client, times, over.Token);
                }
                catch (OperationCanceledException)
                {
                    // The slice is over.
                }
                catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
                {
                    Interlocked.Increment(ref failures);
                }
            }
        }));
        return ([.. times.Order()], failures);
    }

    /// <summary>The 99th percentile of sorted figures.</summary>
    public static double P99(double[] sorted) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * 0.99))];

    private static async Task SessionAsync(Target target, int client, ConcurrentBag<double> times, CancellationToken over)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var peer = await Peer.ConnectAsync(target.Imap);
        await peer.LineAsync();
        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        await TimedAsync($"a LOGIN load{client}@localhost {Target.Password}");
        await TimedAsync("b SELECT INBOX");
        await TimedAsync($"c APPEND INBOX {{{Message.Length}+}}\r\n{Message}");
        await TimedAsync("d FETCH * (UID FLAGS ENVELOPE)");
        await TimedAsync("e STORE * +FLAGS.SILENT (\\Deleted)");
        await TimedAsync("f CLOSE");
        await TimedAsync("g LOGOUT");

        async Task TimedAsync(string command)
        {
            await Task.Delay(Pause, over);
            var started = Stopwatch.GetTimestamp();
            var answer = await peer.AskAsync(command);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer[2..].StartsWith("OK", StringComparison.Ordinal))
                throw new InvalidOperationException(answer);
        }
    }
}
