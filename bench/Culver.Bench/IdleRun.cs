using System.Diagnostics;

namespace Culver.Bench;

/// <summary>From the answer that a change is committed to the line that tells an idling session of it. Below zero, the line came first.</summary>
internal sealed class IdleRun(BenchOptions options, string folder, string account)
{
    public async Task<(Figures Deliveries, Figures Flags)> MeasureAsync()
    {
        await using var server = await ServerProcess.StartAsync(options.Server, folder);
        using var idle = await LineClient.LoginAsync(server.Imap, account);
        using var lmtp = new LineClient(server.Lmtp);
        using var other = await LineClient.LoginAsync(server.Imap, account);
        await other.CommandAsync("SELECT INBOX");
        await idle.CommandAsync("SELECT INBOX");
        await lmtp.SendAsync("LHLO bench.example\r\n");
        await lmtp.ReadToAsync("250 ");
        await idle.SendAsync("idle IDLE\r\n");
        await idle.ReadToAsync("+ ");

        var (deliveries, flags) = (new Figures(), new Figures());
        for (var i = -20; i < options.Samples; i++)
        {
            var told = ToldAsync(idle, " EXISTS");
            await lmtp.SendAsync($"MAIL FROM:<>\r\nRCPT TO:<{account}>\r\nDATA\r\n");
            await lmtp.ReadToAsync("354 ", "5");
            await lmtp.SendAsync($"{Corpus.Message(i + 20)}.\r\n");
            await lmtp.ReadToAsync("250 ", "4");
            Note(deliveries, i, Stopwatch.GetTimestamp(), await told);
        }

        for (var i = -20; i < options.Samples; i++)
        {
            var told = ToldAsync(idle, " FETCH ");
            await other.CommandAsync($"STORE 1 {(i % 2 == 0 ? "+" : "-")}FLAGS.SILENT (\\Flagged)");
            Note(flags, i, Stopwatch.GetTimestamp(), await told);
        }

        return (deliveries, flags);
    }

    private static async Task<long> ToldAsync(LineClient idle, string letters)
    {
        await idle.ReadToUntaggedAsync(letters);
        return Stopwatch.GetTimestamp();
    }

    // The first ones warm the server up, and are not counted.
    private static void Note(Figures figures, int number, long committed, long told)
    {
        if (number >= 0)
            figures.Add((told - committed) * 1000.0 / Stopwatch.Frequency);
    }
}
