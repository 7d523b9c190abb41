using Culver.Imap.Tests.Model;
using Culver.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Culver.Imap.Tests.Sessions;

/// <summary>What a client sees of a fault in the server itself (RFC 5530 §3, SERVERBUG), and of a store that has no room (OVERQUOTA).</summary>
public sealed class PlantedFaultTests
{
    [Fact]
    public Task SERVERBUG_answers_the_command_that_failed_and_the_session_goes_on() => RunAsync(Fault.Throws, async (session, log) =>
    {
        await session.CommandAsync("SELECT INBOX", Ending);
        var failed = await session.CommandAsync(@"STORE 1 +FLAGS (\Seen)", Ending);
        Assert.Matches(@"^x\d+ NO \[SERVERBUG\] \S", Assert.Single(failed));
        // The text is for a stranger: nothing of the inside is in it.
        Assert.DoesNotContain("Planted", failed[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", failed[0], StringComparison.Ordinal);
        var line = Assert.Single(log.Lines);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Equal(2001, line.Id.Id);
        Assert.Contains("STORE", line.Text, StringComparison.Ordinal);
        Assert.Equal("Planted.", line.Exception?.Message);

        Assert.Matches(@"^x\d+ OK ", (await session.CommandAsync("NOOP", Ending))[^1]);
        Assert.Contains("* 1 FETCH (FLAGS ())", (await session.CommandAsync("FETCH 1 FLAGS", Ending))[0].Replace(@"\Recent", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Matches(@"^x\d+ OK ", (await session.CommandAsync("CREATE After", Ending))[^1]);
        Assert.Single(log.Lines);
    });

    [Fact]
    public Task SERVERBUG_is_told_for_each_of_the_commands_in_one_packet() => RunAsync(Fault.Throws, async (session, log) =>
    {
        await session.CommandAsync("SELECT INBOX", Ending);
        await session.SendAsync("p STORE 1 FLAGS (a)\r\nq NOOP\r\nr UID STORE 1 FLAGS (a)\r\ns NOOP\r\n", Ending);
        var answers = await session.UntilAsync(static line => line.StartsWith("s ", StringComparison.Ordinal), Ending);
        Assert.Equal(["p NO [SERVERBUG]", "q OK", "r NO [SERVERBUG]", "s OK"], answers.Select(static answer => string.Join(' ', answer.Split(' ').Take(answer.Contains('[', StringComparison.Ordinal) ? 3 : 2))));
        Assert.Equal(2, log.Lines.Count);
    });

    [Fact]
    public Task One_of_several_STOREs_in_a_packet_that_cannot_be_done_takes_no_other_with_it() => RunAsync(Fault.FailsEveryOther, async (session, log) =>
    {
        await session.CommandAsync("SELECT INBOX", Ending);
        await session.SendAsync("p STORE 1 FLAGS.SILENT (a)\r\nq STORE 1 FLAGS (b)\r\nr STORE 1 +FLAGS (c)\r\ns UID STORE 1 +FLAGS (d)\r\nt NOOP\r\n", Ending);
        var answers = await session.UntilAsync(static line => line.StartsWith("t ", StringComparison.Ordinal), Ending);
        Assert.Equal(
            ["p OK", "q NO [UNAVAILABLE]", "* 1 FETCH (UID 1 FLAGS (a c", "r OK", "s NO [UNAVAILABLE]", "t OK"],
            answers.Where(static line => !line.StartsWith("* OK [PERM", StringComparison.Ordinal) && !line.StartsWith("* FLAGS", StringComparison.Ordinal))
                .Select(static line => line[..Math.Min(line.Length, line.Contains("FETCH", StringComparison.Ordinal) ? 27 : line.Contains('[', StringComparison.Ordinal) ? 18 : 4)]));
        Assert.Equal(2, log.Lines.Count);
    });

    [Fact]
    public Task STOREs_in_one_packet_are_asked_of_the_store_without_waiting_for_one_another() => RunAsync(Fault.WaitsForThree, async (session, _) =>
    {
        await session.CommandAsync("SELECT INBOX", Ending);
        // One by one the first would wait for ever.
        await session.SendAsync("p STORE 1 FLAGS (a)\r\nq STORE 1 FLAGS (a b)\r\nr UID STORE 1 -FLAGS.SILENT (a)\r\ns FETCH 1 (FLAGS)\r\n", Ending);
        var answers = await session.UntilAsync(static line => line.StartsWith("s ", StringComparison.Ordinal), Ending).WaitAsync(TimeSpan.FromSeconds(60), Ending);
        Assert.Equal(["p OK", "q OK", "r OK", "s OK"], answers.Where(static line => line[0] != '*').Select(static line => line[..4]));
        Assert.Contains("FLAGS (b", answers[^2], StringComparison.Ordinal);
    });

    [Fact]
    public Task A_fault_within_a_literal_closes_the_connection_for_what_follows_would_be_taken_for_the_message() => RunAsync(Fault.ThrowsWithinAMessage, async (session, log) =>
    {
        var message = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 4000));
        await session.CommandAsync($"APPEND INBOX {{{message.Length}+}}\r\n{message}", Ending);
        await session.CommandAsync("SELECT INBOX", Ending);
        await Assert.ThrowsAnyAsync<IOException>(() => session.CommandAsync("FETCH 2 BODY.PEEK[]", Ending));
        var line = Assert.Single(log.Lines);
        Assert.Equal(2001, line.Id.Id);
        Assert.Contains("FETCH", line.Text, StringComparison.Ordinal);
    });

    [Fact]
    public Task An_account_removed_within_a_literal_closes_the_connection_without_a_word() => RunAsync(Fault.AccountGoneWithinAMessage, async (session, log) =>
    {
        var message = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 4000));
        await session.CommandAsync($"APPEND INBOX {{{message.Length}+}}\r\n{message}", Ending);
        await session.CommandAsync("SELECT INBOX", Ending);
        await session.SendAsync("f FETCH 2 BODY.PEEK[]\r\n", Ending);
        // A BYE, were it told, would be octets of the message.
        Assert.DoesNotContain("BYE", await session.UntilEndAsync(Ending), StringComparison.Ordinal);
        Assert.Empty(log.Lines);
    });

    [Theory]
    [InlineData("APPEND INBOX {3+}\r\nabc")]
    [InlineData("COPY 1 Trash")]
    [InlineData("UID COPY 1 Trash")]
    [InlineData("MOVE 1 Trash")]
    public Task OVERQUOTA_where_there_is_no_room(string command) => RunAsync(Fault.IsFull, async (session, log) =>
    {
        await session.CommandAsync("SELECT INBOX", Ending);
        Assert.Matches(@"^x\d+ NO \[OVERQUOTA\] \S", Assert.Single(await session.CommandAsync(command, Ending)));
        Assert.Contains("(MESSAGES 1)", (await session.CommandAsync("STATUS INBOX (MESSAGES)", Ending))[0], StringComparison.Ordinal);
        Assert.Empty(log.Lines);
    });

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A session, logged in, of an account with one message, over a store with the fault.</summary>
    private static async Task RunAsync(Fault fault, Func<ModelConnection, LogLines, Task> play)
    {
        await using var mail = await TestMailServer.StartAsync(new() { Ports = false }, Ending);
        var account = await mail.AddAccountAsync(cancellationToken: Ending);
        await mail.AddMessageAsync(account, "Subject: x\r\n\r\ny\r\n"u8.ToArray(), cancellationToken: Ending);
        await using var faulty = new FaultyStore(mail.Store, fault);
        var log = new LogLines();
        var serving = new List<Task>();
        await using (var session = FaultyServer.Connect(mail, faulty, "x", serving, log))
        {
            await session.ResponseAsync(Ending);
            await session.CommandAsync($"LOGIN {account.Address} {account.Password}", Ending);
            await play(session, log);
        }

        await Task.WhenAll(serving).WaitAsync(TimeSpan.FromSeconds(60), Ending);
        await mail.CheckAsync(account, Ending);
    }

    /// <summary>What was written down at Warning and above.</summary>
    private sealed class LogLines : ILogger<ImapServer>
    {
        public List<(LogLevel Level, EventId Id, string Text, Exception? Exception)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, eventId, formatter(state, exception), exception));
    }
}
