using System.Globalization;
using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>Pages of a database that the disk cannot give: where files are not mapped, every page is read by a call that can fail, and who needs it is refused.</summary>
public sealed class LostPageTests
{
    [Fact]
    public async Task A_page_that_cannot_be_read_costs_a_refusal_where_files_are_not_mapped()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed, FillAsync, ("CULVER__Storage__MapFiles", "false"));
        using var client = await LoggedInAsync(server.Process);
        await client.CommandAsync("SELECT INBOX");
        // The readers are open from here on, and what they keep of the database is less than the mail.
        await client.CommandAsync("FETCH 1:* (BODY.PEEK[])");
        server.Faults.Set(Fault.All["broken for reading"]);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => client.CommandAsync("FETCH 1:* (BODY.PEEK[])"));
        Assert.Contains("[UNAVAILABLE]", refused.Message, StringComparison.Ordinal);
        Assert.True(server.Faults.Failed > 0);
        server.Faults.Clear();
        await client.CommandAsync("FETCH 1:* (BODY.PEEK[])");
        Assert.Empty(server.Bugs);
    }

    // Stopped in order: what is in the log comes into the database.
    private static async Task FillAsync(string data)
    {
        await using var server = await CulverProcess.ServeAsync(data);
        using var client = await LoggedInAsync(server);
        var text = "Subject: x\r\n\r\n" + new string('x', 3000) + "\r\n";
        var message = string.Create(CultureInfo.InvariantCulture, $"APPEND INBOX {{{text.Length}+}}\r\n{text}");
        for (var i = 0; i < 300; i++)
            await client.CommandAsync(message);
        Assert.Equal(0, await server.TerminateAsync());
    }

    private static async Task<PlainClient> LoggedInAsync(CulverProcess server)
    {
        var client = new PlainClient(server.EndPoints["imap"]);
        await client.CommandAsync("LOGIN ann@example.org " + MailSession.Password);
        return client;
    }
}
