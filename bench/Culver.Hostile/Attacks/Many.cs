using System.Net.Sockets;

namespace Culver.Hostile.Attacks;

/// <summary>The same done by many at once, over and over, whatever comes of it.</summary>
internal static class Many
{
    /// <summary>Whether an exception only says that the server has had enough.</summary>
    public static bool IsRefusal(Exception failure) =>
        failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or System.Security.Authentication.AuthenticationException;

    /// <summary>Goes on beside what follows; it ends itself.</summary>
    public static void Forget(this Task task) => _ = task;

    /// <summary>So many do the same until the time is over. How often it was done, and how often it failed, is printed.</summary>
    public static async Task DoAsync(int clients, CancellationToken over, Func<int, Task> once)
    {
        int done = 0, refused = 0;
        Console.WriteLine(Attacker.Playing);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await once(client).WaitAsync(over);
                    Interlocked.Increment(ref done);
                }
                catch (Exception failure) when (IsRefusal(failure))
                {
                    Interlocked.Increment(ref refused);
                    await Task.Yield();
                }
            }
        }));
        Console.WriteLine($"{done} done, {refused} cut short");
    }

    /// <summary>Opens so many connections, does something with each, and keeps them until the time is over. How many the server still has is printed.</summary>
    public static async Task HoldAsync(int clients, CancellationToken over, Func<int, Task<Peer>> open)
    {
        var peers = new List<Peer>();
        var refused = 0;
        foreach (var batch in Enumerable.Range(0, clients).Chunk(200))
        {
            if (over.IsCancellationRequested)
                break;
            foreach (var opening in batch.Select(open).ToArray())
            {
                try
                {
                    peers.Add(await opening);
                }
                catch (Exception failure) when (IsRefusal(failure))
                {
                    refused++;
                }
            }
        }

        Console.WriteLine(Attacker.Playing);
        try
        {
            await Task.Delay(Timeout.Infinite, over);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"{peers.Count} connected, {refused} refused");
        }

        foreach (var peer in peers)
            await peer.DisposeAsync();
    }
}
