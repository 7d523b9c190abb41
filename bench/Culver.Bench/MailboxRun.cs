using System.Globalization;
using System.Text;

namespace Culver.Bench;

/// <summary>One mailbox of a size: filled by pipelined APPENDs, then selected and listed, with the server's memory beside.</summary>
internal sealed class MailboxRun(BenchOptions options, string folder, int size)
{
    private const int Window = 20;

    public string Account { get; } = $"bench{size}@localhost";

    /// <summary>Fills the mailbox. Returns messages per second.</summary>
    public async Task<double> FillAsync()
    {
        await ServerProcess.AddAccountAsync(options.Server, folder, Account);
        await using var server = await ServerProcess.StartAsync(options.Server, folder);
        var next = -1;
        var time = await new Figures().TimeAsync(() => Task.WhenAll(Enumerable.Range(0, options.Connections).Select(async _ =>
        {
            using var client = await LineClient.LoginAsync(server.Imap, Account);
            for (var first = Interlocked.Increment(ref next) * Window; first < size; first = Interlocked.Increment(ref next) * Window)
            {
                var end = Math.Min(first + Window, size);
                var commands = new StringBuilder();
                for (var number = first; number < end; number++)
                {
                    var message = Corpus.Message(number);
                    commands.Append(CultureInfo.InvariantCulture, $"a{number} APPEND INBOX {(number % 3 == 0 ? "" : "(\\Seen) ")}{{{message.Length}+}}\r\n{message}\r\n");
                }

                await client.SendAsync(commands.ToString());
                for (var number = first; number < end; number++)
                    await client.ReadToAsync($"a{number} OK", $"a{number} ");
            }
        })));
        return size / time * 1000;
    }

    public async Task<IEnumerable<string>> MeasureAsync()
    {
        await using var server = await ServerProcess.StartAsync(options.Server, folder);
        using var client = await LineClient.LoginAsync(server.Imap, Account);
        // A first SELECT compiles the command's code; another mailbox pays for that.
        await client.CommandAsync("SELECT Archive");
        var first = await new Figures().TimeAsync(() => client.CommandAsync("SELECT INBOX"));
        var hot = new Figures();
        for (var i = 0; i < options.Samples; i++)
            await hot.TimeAsync(() => client.CommandAsync("SELECT INBOX"));
        var connected = new Figures();
        for (var i = 0; i < 20; i++)
        {
            using var other = await LineClient.LoginAsync(server.Imap, Account);
            await connected.TimeAsync(() => other.CommandAsync("SELECT INBOX"));
        }

        return
        [
            Row("SELECT, first after a start", $"{first:F2} ms", "", server),
            Row("SELECT, again (median)", $"{hot.Median:F2} ms", "", server),
            Row("SELECT, new connection (median)", $"{connected.Median:F2} ms", "", server),
            await FetchAsync(server, client, "FETCH 1:* (UID FLAGS)", "first"),
            await FetchAsync(server, client, "FETCH 1:* (UID FLAGS)", "again"),
            await FetchAsync(server, client, "FETCH 1:* (UID ENVELOPE)", "first"),
            await FetchAsync(server, client, "FETCH 1:* (UID ENVELOPE)", "again"),
        ];
    }

    private async Task<string> FetchAsync(ServerProcess server, LineClient client, string command, string which)
    {
        await server.ForgetPeakAsync();
        var (octets, untagged, own) = (client.Octets, 0, server.OwnMegabytes());
        using var watching = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var watch = Task.Run(async () =>
        {
            while (await watching.WaitForNextTickAsync())
                own = Math.Max(own, server.OwnMegabytes());
        });
        var time = await new Figures().TimeAsync(async () => untagged = await client.CommandAsync(command));
        watching.Dispose();
        await watch;
        if (untagged < size)
            throw new InvalidOperationException($"{command} gave {untagged} responses for {size} messages.");
        return Row($"`{command}`, {which}", $"{time:F0} ms", string.Create(CultureInfo.InvariantCulture, $"{size / time:F0}k messages/s, {(client.Octets - octets) / time / 1000:F0} MB/s"), server, own);
    }

    private string Row(string what, string time, string rate, ServerProcess server, double? own = null) =>
        string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {what} | {time} | {rate} | {server.PeakMegabytes():F0} | {own ?? server.OwnMegabytes():F0} |");
}
