using Xunit;

namespace Culver.Journeys.Tests;

/// <summary>A backup of a server that runs is a data folder.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_server_opens_clean_and_holds_what_was_there()
    {
        using var folder = new TemporaryFolder();
        await ProcessTests.AddAsync(folder, "ann@example.org", "secret");
        long before;
        await using (var culver = await CulverProcess.ServeAsync(folder.At("data")))
        {
            await ProcessTests.DeliverAsync(culver, "ann@example.org");
            using (var client = new PlainClient(culver.EndPoints["imap"]))
            {
                await client.CommandAsync("LOGIN ann@example.org secret");
                before = await UidValidityAsync(client);
            }

            var going = DeliverOnAsync(culver);
            var (code, output, errors) = await CulverProcess.RunAsync("backup", folder.At("copy"), "--data", folder.At("data"));
            Assert.True(code == 0, errors);
            Assert.Contains("backed up 1 accounts", output, StringComparison.Ordinal);
            await culver.TerminateAsync();
            await going;
        }

        var check = await CulverProcess.RunAsync("check", "--data", folder.At("copy"));
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
        await using var restored = await CulverProcess.ServeAsync(folder.At("copy"));
        using var again = new PlainClient(restored.EndPoints["imap"]);
        await again.CommandAsync("LOGIN ann@example.org secret");
        // What was restored must not be taken for what clients knew: every mailbox has a larger UIDVALIDITY.
        Assert.True(await UidValidityAsync(again) > before);
        await again.CommandAsync("SELECT INBOX");
        Assert.Contains("Subject: Kept", await again.CommandAsync("FETCH 1 BODY.PEEK[]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_goes_to_an_empty_folder_only()
    {
        using var folder = new TemporaryFolder();
        await ProcessTests.AddAsync(folder, "ann@example.org", "secret");
        Directory.CreateDirectory(folder.At("copy"));
        await File.WriteAllTextAsync(folder.At("copy/mine"), "x");
        var (code, _, errors) = await CulverProcess.RunAsync("backup", folder.At("copy"), "--data", folder.At("data"));
        Assert.Equal(1, code);
        Assert.Contains("is not empty", errors, StringComparison.Ordinal);
    }

    private static async Task<long> UidValidityAsync(PlainClient client)
    {
        var status = await client.CommandAsync("STATUS INBOX (UIDVALIDITY)");
        return long.Parse(status.AsSpan(status.LastIndexOf(' ') + 1).TrimEnd(")\r\n"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task DeliverOnAsync(CulverProcess culver)
    {
        try
        {
            while (true)
                await ProcessTests.DeliverAsync(culver, "ann@example.org");
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or Testing.ConversationFailedException)
        {
            // The server has stopped.
        }
    }
}
