using Culver.Crash.Tests.Power;

namespace Culver.Crash.Tests.Faults;

/// <summary>A folder that is gone and comes back, as when a disk was not mounted, or was mounted over: nothing is made anew in its place.</summary>
public sealed class MissingFolderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("accounts")]
    [InlineData("account")]
    [InlineData("content")]
    [InlineData("spool")]
    [InlineData("queue")]
    [InlineData("all")]
    public async Task A_folder_that_is_gone_is_waited_for_and_not_made_anew(string what)
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        using var journey = await FaultJourney.BeginAsync(server.Process);
        var account = Directory.GetDirectories(Path.Combine(server.Data, "accounts"), "*", SearchOption.AllDirectories).Single(static folder => File.Exists(Path.Combine(folder, "account.db")));
        var folder = what switch
        {
            "account" => account,
            "content" => Path.Combine(account, "content"),
            "all" => server.Data,
            _ => Path.Combine(server.Data, what),
        };
        for (var round = 0; round < FaultJourney.Rounds; round++)
        {
            Directory.Move(folder, folder + ".away");
            await journey.RunAsync(fails: true, changes: what is "accounts" or "account" or "all" ? false : null, submission: what is "all" ? false : null);
            output.WriteLine($"without {what}: refused: {string.Join(", ", journey.Refused)}");
            Assert.False(Directory.Exists(folder), "it was made anew");
            Directory.Move(folder + ".away", folder);
            await journey.ResumeAsync();
            await journey.RunAsync();
            await server.CheckAsync();
        }

        await server.RestartAsync();
        await server.CheckAsync();
        Assert.Empty(server.Bugs);
    }

    [Fact]
    public async Task An_empty_folder_where_the_mail_was_takes_no_mail()
    {
        Assert.SkipWhen(Recorder.Missing is not null, Recorder.Missing ?? "");
        await using var server = await FaultyServer.StartAsync(CrashSettings.Seed);
        using var journey = await FaultJourney.BeginAsync(server.Process);
        var accounts = Path.Combine(server.Data, "accounts");
        Directory.Move(accounts, accounts + ".away");
        Directory.CreateDirectory(accounts);
        await journey.RunAsync(fails: true, changes: null, submission: null);
        Assert.Empty(Directory.GetFileSystemEntries(accounts));
        // A server that begins so has the same answer.
        await server.RestartAsync();
        using (var client = new PlainClient(server.Process.EndPoints["imap"]))
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => client.CommandAsync("LOGIN ann@example.org secret"));
            Assert.Contains("NO [UNAVAILABLE]", refused.Message, StringComparison.Ordinal);
            Directory.Delete(accounts, recursive: true);
            Directory.Move(accounts + ".away", accounts);
            await client.CommandAsync("LOGIN ann@example.org secret");
        }

        await server.CheckAsync();
    }
}
