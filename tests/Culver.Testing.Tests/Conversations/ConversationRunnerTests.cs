using Xunit;

namespace Culver.Testing.Tests.Conversations;

public sealed class ConversationRunnerTests
{
    private const string Nl = "\r\n";

    private static async Task<string> FailureAsync(FakeServer server, string script)
    {
        var failure = await Assert.ThrowsAsync<ConversationFailedException>(() => server.PlayAsync(script));
        return failure.Message;
    }

    [Fact]
    public Task Untagged_lines_may_come_in_any_order_before_their_tagged_line() =>
        new FakeServer().On("a NOOP", "* 2 EXISTS", "* 1 RECENT", "a OK done").PlayAsync("""
            C1: a NOOP
            S1: * 1 RECENT
            S1: * 2 EXISTS
            S1: a OK ...
            """);

    [Fact]
    public async Task In_order_the_order_counts()
    {
        var message = await FailureAsync(new FakeServer().On("a NOOP", "* 2 EXISTS", "* 1 RECENT", "a OK done"), """
            in order
            C1: a NOOP
            S1: * 1 RECENT
            S1: * 2 EXISTS
            S1: a OK ...
            """);
        Assert.Contains(" >> S1: * 2 EXISTS", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_nobody_expected_fails_and_is_marked()
    {
        var message = await FailureAsync(new FakeServer().On("a NOOP", "* 2 EXISTS", "* 7 EXPUNGE", "a OK done"), """
            C1: a NOOP
            S1: * 2 EXISTS
            S1: a OK ...
            """);
        Assert.Contains("    C1: a NOOP\n    S1: * 2 EXISTS\n >> S1: * 7 EXPUNGE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untagged_line_that_does_not_come_fails_and_is_named()
    {
        var message = await FailureAsync(new FakeServer(), """
            C1: a NOOP
            S1: * 2 EXISTS
            S1: a OK ...
            """);
        Assert.Contains(" -- S1: * 2 EXISTS", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_after_the_last_tagged_one_fails()
    {
        var message = await FailureAsync(new FakeServer().On("a NOOP", "a OK done", "* 9 EXISTS"), """
            C1: a NOOP
            S1: a OK ...
            """);
        Assert.Contains(" >> S1: * 9 EXISTS", message, StringComparison.Ordinal);
        Assert.Contains("more than was expected", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_difference_of_a_tagged_line_is_pointed_at()
    {
        var message = await FailureAsync(new FakeServer().On("a NOOP", "a NO done"), """
            C1: a NOOP
            S1: a OK done
            """);
        Assert.Contains(" >> S1: a NO done\n          ^ from here", message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_capture_takes_what_it_sees_first_and_must_match_afterwards() =>
        new FakeServer()
            .On("a FETCH 1:* (UID)", "* 1 FETCH (UID 71)", "* 2 FETCH (UID 94)", "a OK done")
            .On("b UID FETCH 94 (UID)", "* 2 FETCH (UID 94)", "b OK done")
            .PlayAsync("""
                C1: a FETCH 1:* (UID)
                S1: * 1 FETCH (UID $first)
                S1: * 2 FETCH (UID $second)
                S1: a OK ...
                C1: b UID FETCH $second (UID)
                S1: * 2 FETCH (UID $second)
                S1: b OK ...
                """);

    [Fact]
    public async Task A_capture_that_changes_fails() =>
        await FailureAsync(new FakeServer().On("a FETCH 1:* (UID)", "* 1 FETCH (UID 71)", "* 2 FETCH (UID 94)", "a OK done"), """
            C1: a FETCH 1:* (UID)
            S1: * 1 FETCH (UID $same)
            S1: * 2 FETCH (UID $same)
            S1: a OK ...
            """);

    [Fact]
    public Task Keywords_of_the_registry_are_not_captures() =>
        new FakeServer().On("a NOOP", "* FLAGS ($Forwarded $Junk)", "a OK done").PlayAsync("""
            C1: a NOOP
            S1: * FLAGS ($Forwarded $Junk)
            S1: a OK ...
            """);

    [Fact]
    public async Task The_runner_counts_the_literals_it_sends_and_waits_to_be_asked_for_them()
    {
        var server = new FakeServer();
        await server.PlayAsync("""
            C1: a APPEND INBOX {{{
            Subject: caf\x{C3 A9}

            text
            }}}
            S1: a OK ...
            C1: b LOGIN $user +{{{secret}}}
            S1: b OK ...
            """);
        Assert.Equal([$"a APPEND INBOX {{24}}{Nl}Subject: café{Nl}{Nl}text{Nl}", $"b LOGIN ann {{6+}}{Nl}secret"], server.Received);
    }

    [Fact]
    public async Task A_refused_literal_is_not_sent()
    {
        var server = new FakeServer().On("a APPEND INBOX {5}", "a NO [TOOBIG] too big");
        await server.PlayAsync("""
            C1: a APPEND INBOX {{{12345}}}
            S1: a NO [TOOBIG] ...
            C1: b NOOP
            S1: b OK ...
            """);
        Assert.Equal(["b NOOP"], server.Received);
    }

    [Fact]
    public Task A_literal_the_server_sends_is_compared_by_its_content() =>
        new FakeServer().On("a F", $"* 1 FETCH (BODY[] {{8}}{Nl}one{Nl}two UID 7)", "a OK done").PlayAsync("""
            C1: a F
            S1: * 1 FETCH (BODY[] {{{
            one
            two}}} UID $uid)
            S1: a OK ...
            """);

    [Fact]
    public async Task A_literal_with_other_content_fails() =>
        await FailureAsync(new FakeServer().On("a F", $"* 1 FETCH (BODY[] {{3}}{Nl}one)", "a OK done"), """
            C1: a F
            S1: * 1 FETCH (BODY[] {{{two}}})
            S1: a OK ...
            """);

    [Fact]
    public Task Dots_match_anything_also_across_literals() =>
        new FakeServer().On("a F", $"* 1 FETCH (BODY[] {{3}}{Nl}one UID 7)", "a OK done").PlayAsync("""
            C1: a F
            S1: * 1 FETCH (... UID 7)
            S1: a OK ...
            """);

    [Fact]
    public Task A_line_of_dots_takes_any_further_untagged_lines() =>
        new FakeServer().On("a SELECT INBOX", "* FLAGS ()", "* 3 EXISTS", "* OK [UIDNEXT 4] x", "a OK done").PlayAsync("""
            C1: a SELECT INBOX
            S1: * 3 EXISTS
            S1: ...
            S1: a OK ...
            """);

    [Fact]
    public async Task Pipelined_commands_keep_their_answers()
    {
        var server = new FakeServer().On("a NOOP", "* 1 EXISTS", "a OK done").On("b NOOP", "* 2 EXISTS", "b OK done");
        await server.PlayAsync("""
            C1: a NOOP
            C1: b NOOP
            S1: * 1 EXISTS
            S1: a OK ...
            S1: * 2 EXISTS
            S1: b OK ...
            """);
    }

    [Fact]
    public async Task Connections_are_told_apart()
    {
        await new FakeServer().On("a NOOP", "* 1 EXISTS", "a OK done").PlayAsync("""
            C1: a NOOP
            C2: b NOOP
            S2: b OK ...
            S1: * 1 EXISTS
            S1: a OK ...
            """);
    }

    [Fact]
    public async Task Lines_without_a_command_are_waited_for_before_the_next_command()
    {
        var server = new FakeServer().On("a IDLE", "+ idling").On("DONE", "a OK done");
        await server.PlayAsync("""
            C1: a IDLE
            S1: + ...
            given says * 4 EXISTS
            S1: * 4 EXISTS
            C1: DONE
            S1: a OK ...
            """);
        Assert.Equal(["says * 4 EXISTS"], server.Givens);
    }

    [Fact]
    public async Task Opening_givens_and_time_go_to_the_stage()
    {
        var server = new FakeServer();
        await server.PlayAsync("""
            # a remark
            given INBOX with 2 messages
            given not logged in
            C1: a NOOP
            S1: a OK ...
            time passes 29 minutes
            """);
        Assert.Equal(["INBOX with 2 messages", "not logged in"], server.Givens);
        Assert.Equal(TimeSpan.FromMinutes(29), server.Passed);
    }

    [Fact]
    public async Task The_server_may_have_to_close()
    {
        await new FakeServer().PlayAsync("""
            C1: bye
            S1: closes
            """.Replace("S1: closes", "S1 closes", StringComparison.Ordinal));
        await FailureAsync(new FakeServer(), """
            C1: a NOOP
            S1 closes
            """);
    }

    [Fact]
    public async Task A_server_that_says_nothing_fails_with_what_was_expected()
    {
        var failure = await Assert.ThrowsAsync<ConversationFailedException>(() => new FakeServer().On("a NOOP").PlayAsync("""
            C1: a NOOP
            S1: a OK ...
            """, patience: 0.2));
        Assert.Contains(" -- S1: a OK ...", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_cut_at_random_arrive_whole_and_the_seed_is_named()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var server = new FakeServer();
            await server.PlayAsync("""
                C1: a LOGIN {{{ann}}} {{{secret}}}
                S1: a OK ...
                C1: b NOOP
                S1: b OK ...
                """, seed);
            Assert.Equal([$"a LOGIN {{3}}{Nl}ann {{6}}{Nl}secret", "b NOOP"], server.Received);
        }

        var failure = await Assert.ThrowsAsync<ConversationFailedException>(() => new FakeServer().PlayAsync("""
            C1: a NOOP
            S1: a NO ...
            """, cutSeed: 4711));
        Assert.Contains("seed 4711", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_protocol_of_lines_a_block_stands_for_itself_and_a_counted_one_follows_its_line()
    {
        var server = new FakeServer(hasTags: false).On("EHLO x", "250-a", "250-b", "250 c").On("DATA", "354 go").On("Subject: x").On("").On("text").On(".", "250 ok").On("BDAT 4 LAST").On("ab", "250 ok");
        await server.PlayAsync("""
            C1: EHLO x
            S1: 250-a
            S1: ...
            S1: 250 c
            C1: DATA
            S1: 354 ...
            C1: {{{
            Subject: x

            text
            }}}
            C1: .
            S1: 250 ok
            C1: BDAT {{{
            ab
            }}} LAST
            S1: 250 ok
            """);
        Assert.Equal(["EHLO x", "DATA", "Subject: x", "", "text", ".", "BDAT 4 LAST", "ab"], server.Received);
    }

    [Theory]
    [InlineData("S1 a OK")]
    [InlineData("hello")]
    [InlineData("C1 sleeps")]
    [InlineData("C1: a APPEND INBOX {{{\nno end")]
    [InlineData("time passes slowly")]
    public async Task What_is_not_in_the_notation_is_an_error(string script) =>
        await Assert.ThrowsAsync<FormatException>(() => new FakeServer().PlayAsync(script));
}
