using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>A log whose name the disk did not keep takes no commits: they would go with the power, all of them. SQLite asks for the name and does not look at the answer.</summary>
public sealed class UnnamedLogTests
{
    private const string Message = "Subject: kept\r\n\r\nkept\r\n";

    [Fact]
    public async Task A_log_whose_name_is_not_durable_takes_no_commits()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        // The account is there, and nobody has its database open: the next who does makes a log.
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed, static data => RunBeforeAsync(data));
        using var client = new PlainClient(server.Process.EndPoints["imap"]);
        await CrashLoad.LogInAsync(client);
        server.Faults.Set(Fault.All["broken for syncs of folders"]);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => AppendAsync(client));
        Assert.Contains("NO [UNAVAILABLE]", refused.Message, StringComparison.Ordinal);
        server.Faults.Clear();
        await AppendAsync(client);
        await server.CheckAsync();
        Assert.Empty(server.Bugs);
    }

    private static async Task RunBeforeAsync(string data)
    {
        await using (var before = await CulverProcess.ServeAsync(data))
        {
            using var client = new PlainClient(before.EndPoints["imap"]);
            await CrashLoad.LogInAsync(client);
        }

        // Whoever closes a database last takes its log away.
        var (code, said, errors) = await CulverProcess.RunAsync("check", "--data", data);
        Assert.True(code == 0, said + errors);
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "accounts"), "account.db-wal", SearchOption.AllDirectories));
    }

    private static Task<string> AppendAsync(PlainClient client) => client.CommandAsync($"APPEND INBOX {{{Message.Length}+}}\r\n{Message}");
}
