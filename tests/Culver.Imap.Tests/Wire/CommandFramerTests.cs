// Over 500 lines: one rule a test, and the framer has many.
using System.Buffers;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class CommandFramerTests
{
    [Fact]
    public async Task Lines_come_one_by_one_without_their_ends()
    {
        var wire = new FramerWire().Send("a NOOP\r\nb NOOP\r\n\r\nc NOOP\n");
        await wire.GivesAsync("a NOOP");
        await wire.GivesAsync("b NOOP");
        await wire.GivesAsync("");
        await wire.GivesAsync("c NOOP");
        Assert.Equal("", await wire.LeftAsync());
    }

    [Fact]
    public async Task A_line_is_waited_for_and_what_was_written_is_flushed_before()
    {
        var wire = new FramerWire().Send("a NO");
        wire.Writer.Keyword("* OK hello\r\n"u8);
        var reading = wire.ReadAsync();
        Assert.False(reading.IsCompleted);
        Assert.Equal("* OK hello\r\n", wire.Flushed());
        wire.Send("OP\r");
        Assert.False(reading.IsCompleted);
        wire.Send("\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("a NOOP", wire.Command);
    }

    [Fact]
    public async Task Pipelined_commands_are_not_flushed_between()
    {
        var wire = new FramerWire().Send("a NOOP\r\nb NOOP\r\n");
        await wire.GivesAsync("a NOOP");
        wire.Writer.Keyword("a OK\r\n"u8);
        await wire.GivesAsync("b NOOP");
        Assert.Equal("", wire.Flushed());
        var reading = wire.ReadAsync();
        Assert.Equal("a OK\r\n", wire.Flushed());
        wire.End();
        Assert.Equal(FrameOutcome.EndOfInput, await reading);
    }

    [Fact]
    public async Task What_somebody_else_waited_for_is_read_from_its_beginning()
    {
        var wire = new FramerWire().Send("a NOOP\r\n");
        Assert.True(wire.Framer.HasMore());
        Assert.True(wire.Framer.HasMore());
        await wire.GivesAsync("a NOOP");
        Assert.False(wire.Framer.HasMore());
        var waiting = wire.Input.ReadAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        wire.Send("b NO");
        wire.Framer.Begin(await waiting);
        var reading = wire.ReadAsync();
        Assert.False(reading.IsCompleted);
        wire.Send("OP\r\nc NOOP\r\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("b NOOP", wire.Command);
        Assert.True(wire.Framer.HasMore());
        await wire.GivesAsync("c NOOP");
        wire.End();
        Assert.True(wire.Framer.HasMore());
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
    }

    [Fact]
    public async Task A_wait_of_somebody_else_that_is_called_off_begins_nothing()
    {
        var wire = new FramerWire().Send("a NOOP\r\n");
        wire.Input.CancelPendingRead();
        Assert.Throws<OperationCanceledException>(() => wire.Framer.HasMore());
        var other = new FramerWire();
        var waiting = other.Input.ReadAsync(CancellationToken.None).AsTask();
        other.Input.CancelPendingRead();
        var read = await waiting;
        Assert.Throws<OperationCanceledException>(() => other.Framer.Begin(read));
    }

    [Fact]
    public async Task The_end_of_input_ends_an_unfinished_command()
    {
        Assert.Equal(FrameOutcome.EndOfInput, await new FramerWire().End().ReadAsync());
        Assert.Equal(FrameOutcome.EndOfInput, await new FramerWire().Send("a NOOP").End().ReadAsync());
        var wire = new FramerWire().Send("a NOOP\r\n").End();
        await wire.GivesAsync("a NOOP");
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
    }

    [Fact]
    public async Task A_synchronizing_literal_is_asked_for_and_stands_in_place()
    {
        var wire = new FramerWire().Send("a LOGIN {3}\r\n");
        var reading = wire.ReadAsync();
        Assert.Equal("+ Ready\r\n", wire.Flushed());
        Assert.False(reading.IsCompleted);
        wire.Send("bob {4}\r\n");
        Assert.Equal("+ Ready\r\n", wire.Flushed());
        wire.Send("p\r\nw\r\nb NOOP\r\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("a LOGIN {3}\r\nbob {4}\r\np\r\nw", wire.Command);
        Assert.Equal(["a LOGIN |3|text|waits|0", "a LOGIN {3}\r\nbob |4|text|waits|0"], wire.Gate.Asked);
        Assert.Null(wire.Framer.Command.Staged);
        await wire.GivesAsync("b NOOP");
    }

    [Fact]
    public async Task The_last_octet_of_a_literal_is_the_literals_however_late_it_comes()
    {
        var sinks = new List<RecordingSink>();
        var wire = new FramerWire(r => r.Size < 3 ? new LiteralDecision.Stage(Add(sinks)) : LiteralDecision.Inline);
        var reading = wire.Send("a APPEND x {1+}\r\n").ReadAsync();
        wire.Send("y {2+}\r\np");
        wire.Send("q {4+}\r\nabc");
        wire.Send("\n z\r\nb NOOP\r\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("a APPEND x {1+}\r\n {2+}\r\n {4+}\r\nabc\n z", wire.Command);
        Assert.Equal(["y", "pq"], sinks.Select(static sink => sink.Taken));
        await wire.GivesAsync("b NOOP");
    }

    [Theory]
    [InlineData("{1+}\r\n", "\n")]
    [InlineData("{4+}\r\nabc", "\n")]
    public async Task What_follows_a_refused_literal_that_ends_in_a_line_feed_is_no_command(string announced, string last)
    {
        // RFC 7888 §4
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no"));
        var reading = wire.Send("a APPEND x " + announced).ReadAsync();
        wire.Send(last + "b DELETE x\r\nc NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await reading);
        Assert.Equal("a NO no\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("c NOOP");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task What_is_thrown_away_is_known_in_whatever_pieces_it_comes(int size)
    {
        // RFC 7888 §4: the header of the later literal is cut too, and what it announces is no command.
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no"));
        var reading = wire.ReadAsync();
        foreach (var piece in "a APPEND x {3+}\r\nabc and some words before it, more of them than a header could have, {15+}\r\nb DELETE INBOX\n (\\Seen)\r\n".Chunk(size))
            wire.Send(new string(piece));
        Assert.Equal(FrameOutcome.Refused, await reading);
        Assert.Equal("a NO no\r\n", await wire.AnswersAsync());
        await wire.Send("c NOOP\r\n").GivesAsync("c NOOP");
    }

    [Fact]
    public async Task A_command_knows_its_own_staged_literals_only()
    {
        var sinks = new List<RecordingSink>();
        var wire = new FramerWire(r => r.Size > 4 ? new LiteralDecision.Stage(Add(sinks)) : LiteralDecision.Inline)
            .Send("a APPEND x {5+}\r\nhello\r\nb APPEND x {6+}\r\nworld!\r\nc LOGIN {3+}\r\nbob x\r\n");
        foreach (var size in new[] { 5L, 6L })
        {
            Assert.Equal(FrameOutcome.Command, await wire.ReadAsync());
            Assert.Equal(size, Assert.Single(wire.Framer.Command.Staged!).Size);
        }

        await wire.GivesAsync("c LOGIN {3+}\r\nbob x");
        Assert.Null(wire.Framer.Command.Staged);
        Assert.All(sinks, static sink => Assert.Equal(1, sink.Aborted));
    }

    [Fact]
    public async Task What_was_let_go_is_used_no_more()
    {
        var wire = new FramerWire().Send("a LOGIN {3+}\r\nbob pw\r\n");
        await wire.GivesAsync("a LOGIN {3+}\r\nbob pw");
        await wire.Framer.ReleaseAsync();
        Assert.Equal("", wire.Command);
        // The pool gives back what was returned to it last: now ours, and the framer's no more.
        var buffers = Enumerable.Range(4, 4).Select(power => ArrayPool<byte>.Shared.Rent(1 << power)).ToArray();
        foreach (var buffer in buffers)
            buffer.AsSpan().Fill((byte)'#');
        await wire.Send("b LOGIN {3+}\r\nbob pw\r\n").GivesAsync("b LOGIN {3+}\r\nbob pw");
        Assert.All(buffers, static buffer => Assert.Equal(-1, buffer.AsSpan().IndexOfAnyExcept((byte)'#')));
        foreach (var buffer in buffers)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    [Fact]
    public async Task A_client_that_sent_all_and_closed_its_side_is_still_heard()
    {
        var wire = new FramerWire().Send("a LOGIN {3+}\r\nbob {3+}\r\npwd\r\nb NOOP\r\nc LOGIN {3+}\r\nbob").End();
        await wire.GivesAsync("a LOGIN {3+}\r\nbob {3+}\r\npwd");
        await wire.GivesAsync("b NOOP");
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task A_line_of_the_longest_length_is_taken_in_one_piece_and_in_several(string end)
    {
        var limits = new FramerLimits { Line = 12 };
        var wire = new FramerWire(limits: limits).Send("a 0123456789" + end);
        await wire.GivesAsync("a 0123456789");
        foreach (var cut in new[] { 1, 6, 12 })
        {
            var whole = "b 0123456789" + end;
            var reading = wire.Send(whole[..cut]).ReadAsync();
            Assert.False(reading.IsCompleted);
            wire.Send(whole[cut..^1]);
            Assert.False(reading.IsCompleted);
            wire.Send(whole[^1..]);
            Assert.Equal(FrameOutcome.Command, await reading);
            Assert.Equal("b 0123456789", wire.Command);
        }

        // Behind a literal it is gathered, not handed out in place.
        await wire.Send("c {1+}\r\nx0123456789ab" + end).GivesAsync("c {1+}\r\nx0123456789ab");
        Assert.Equal(FrameOutcome.Refused, await wire.Send("d 01234567890" + end).ReadAsync());
    }

    [Fact]
    public async Task A_line_is_refused_as_soon_as_no_end_could_make_it_short_enough()
    {
        var wire = new FramerWire(limits: new FramerLimits { Line = 12 });
        var reading = wire.Send("a 0123456789\r").ReadAsync();
        Assert.Equal("", wire.Flushed());
        wire.Send("x");
        Assert.False(reading.IsCompleted);
        wire.Send("\n");
        Assert.Equal(FrameOutcome.Refused, await reading);
        Assert.StartsWith("a BAD", await wire.AnswersAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_non_synchronizing_literal_is_not_asked_for()
    {
        var wire = new FramerWire().Send("a LOGIN {3+}\r\nbob {0+}\r\n\r\n");
        await wire.GivesAsync("a LOGIN {3+}\r\nbob {0+}\r\n");
        Assert.Equal("", await wire.AnswersAsync());
        Assert.Equal(["a LOGIN |3|text|now|0", "a LOGIN {3+}\r\nbob |0|text|now|0"], wire.Gate.Asked);
    }

    [Fact]
    public async Task A_staged_literal_goes_to_its_sink()
    {
        var sinks = new List<RecordingSink>();
        var wire = new FramerWire(_ => new LiteralDecision.Stage(Add(sinks)));
        wire.Send("a APPEND x {5}\r\n");
        var reading = wire.ReadAsync();
        Assert.Equal("+ Ready\r\n", wire.Flushed());
        wire.Send("he");
        Assert.Equal("he", sinks[0].Taken);
        Assert.Equal(0, sinks[0].Completed);
        wire.Send("llo (\\Seen) ~{2+}\r\n\0\n)\r\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("a APPEND x {5}\r\n (\\Seen) ~{2+}\r\n)", wire.Command);
        Assert.Equal("hello", sinks[0].Taken);
        Assert.Equal("\0\n", sinks[1].Taken);
        Assert.All(sinks, static sink => Assert.Equal((1, 0), (sink.Completed, sink.Aborted)));
        Assert.Equal("a APPEND x {5}\r\n (\\Seen) |2|binary|now|1", wire.Gate.Asked[1]);
        var staged = wire.Framer.Command.Staged!;
        Assert.Equal([(16, 5L, false), (32, 2L, true)], staged.Select(static literal => (literal.Offset, literal.Size, literal.IsBinary)));

        var first = staged[0];
        Assert.Same(sinks[0], first.Take());
        Assert.True(first.IsTaken);
        Assert.Throws<InvalidOperationException>(() => first.Take());
        await wire.Framer.ReleaseAsync();
        Assert.Equal(0, sinks[0].Aborted);
        Assert.Equal(1, sinks[1].Aborted);
    }

    [Fact]
    public async Task The_next_read_aborts_what_nobody_took()
    {
        var sink = new RecordingSink();
        var wire = new FramerWire(_ => new LiteralDecision.Stage(sink)).Send("a APPEND x {0+}\r\n\r\nb NOOP\r\n");
        await wire.GivesAsync("a APPEND x {0+}\r\n");
        Assert.Equal((1, 0), (sink.Completed, sink.Aborted));
        await wire.GivesAsync("b NOOP");
        Assert.Equal((1, 1), (sink.Completed, sink.Aborted));
    }

    [Fact]
    public async Task A_staged_literal_is_read_where_it_stands()
    {
        var wire = new FramerWire(r => r.Size > 4 ? new LiteralDecision.Stage(new RecordingSink()) : LiteralDecision.Inline)
            .Send("a APPEND {3+}\r\nbox {5+}\r\nhello {6+}\r\nworld!\r\n");
        Assert.Equal(FrameOutcome.Command, await wire.ReadAsync());
        Assert.Equal(("a", "APPEND", "box", 5L, 6L), Parse(wire.Framer.Command));

        static (string, string, string, long, long) Parse(CommandText command)
        {
            var r = new ImapReader(command, WireMode.Rev1);
            var tag = Read.Latin(r.Tag());
            r.Space();
            var name = r.Word("a command");
            r.Space();
            var mailbox = r.Mailbox();
            r.Space();
            var first = r.AnyLiteral();
            r.Space();
            var second = r.AnyLiteral();
            r.End();
            Assert.Same(command.Staged![0], first.Staged);
            Assert.Same(command.Staged![1], second.Staged);
            return (tag, name, mailbox, first.Size, second.Size);
        }
    }

    [Theory]
    [InlineData("a APPEND x {5}\r\n")]
    [InlineData("a APPEND x {5}\r\nhel")]
    [InlineData("a APPEND x {5}\r\nhello")]
    [InlineData("a APPEND x {5}\r\nhello (")]
    public async Task A_client_that_goes_away_inside_a_literal_leaves_nothing_behind(string octets)
    {
        var sink = new RecordingSink();
        var wire = new FramerWire(_ => new LiteralDecision.Stage(sink)).Send(octets).End();
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
        Assert.Equal(1, sink.Aborted);
        Assert.Null(wire.Framer.Command.Staged);
    }

    [Fact]
    public async Task A_cancelled_read_aborts_the_literal()
    {
        var sink = new RecordingSink();
        using var cancel = new CancellationTokenSource();
        var wire = new FramerWire(_ => new LiteralDecision.Stage(sink)).Send("a APPEND x {5}\r\nhel");
        var reading = wire.ReadAsync(cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal((0, 1), (sink.Completed, sink.Aborted));
    }

    [Fact]
    public async Task A_sink_that_fails_is_aborted()
    {
        var sink = new RecordingSink { Fails = new IOException("no space") };
        var wire = new FramerWire(_ => new LiteralDecision.Stage(sink)).Send("a APPEND x {5+}\r\nhello\r\n");
        Assert.Same(sink.Fails, await Assert.ThrowsAsync<IOException>(() => wire.ReadAsync()));
        Assert.Equal(1, sink.Aborted);
    }

    [Fact]
    public async Task A_pending_read_can_be_cancelled_from_outside()
    {
        var wire = new FramerWire();
        var reading = wire.ReadAsync();
        wire.Input.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        wire.Input.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wire.ReadAsync());
    }

    [Fact]
    public async Task A_refused_synchronizing_literal_is_answered_instead_of_asked_for()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TryCreate, "No such mailbox"));
        wire.Send("a APPEND x {5}\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("a NO [TRYCREATE] No such mailbox\r\n", await wire.AnswersAsync());
        wire.Send("b NOOP\r\n");
        await wire.GivesAsync("b NOOP");
    }

    [Theory]
    [InlineData("a APPEND x {9+}\r\nb LOGOUT\n\r\n")]
    [InlineData("a APPEND x {10+}\r\nb LOGOUT\r\n\r\n")]
    [InlineData("a APPEND x {10+}\r\nb LOGOUT\r\n (x) {10+}\r\nc LOGOUT\r\n\r\n")]
    [InlineData("a APPEND x {2+}\r\nhi {5}\r\n")]
    [InlineData("a APPEND x {2+}\r\nhi {3+}\r\nyou {5}\r\n")]
    [InlineData("a APPEND x {0+}\r\n\r\n")]
    [InlineData("a APPEND x {0+}\n\n")]
    public async Task A_refused_non_synchronizing_literal_is_thrown_away_with_its_command(string octets)
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.OverQuota, "Too much mail"));
        wire.Send(octets + "d NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("a NO [OVERQUOTA] Too much mail\r\n", await wire.AnswersAsync());
        Assert.Single(wire.Gate.Asked);
        await wire.GivesAsync("d NOOP");
    }

    [Fact]
    public async Task A_refusal_waits_until_everything_is_thrown_away()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no")).Send("a APPEND x {5+}\r\nhel");
        var reading = wire.ReadAsync();
        Assert.Equal("", wire.Flushed());
        wire.Send("lo");
        Assert.False(reading.IsCompleted);
        wire.Send(" \r\n");
        Assert.Equal(FrameOutcome.Refused, await reading);
        Assert.Equal("a NO no\r\n", await wire.AnswersAsync());
    }

    [Theory]
    [InlineData("a APPEND x {5+}\r\nhel")]
    [InlineData("a APPEND x {5+}\r\nhello")]
    [InlineData("a APPEND x {5+}\r\nhello {5+}\r\nx")]
    public async Task A_client_that_goes_away_while_it_is_refused_ends_the_input(string octets)
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no")).Send(octets).End();
        Assert.Equal(FrameOutcome.EndOfInput, await wire.ReadAsync());
        Assert.Equal("", await wire.AnswersAsync());
    }

    [Fact]
    public async Task Refusing_a_later_literal_aborts_the_earlier()
    {
        var sink = new RecordingSink();
        var wire = new FramerWire(r => r.Size == 2 ? new LiteralDecision.Stage(sink) : new LiteralDecision.Refuse(ResponseStatus.No, null, "no"))
            .Send("a APPEND x {2+}\r\nhi {3}\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal((1, 1), (sink.Completed, sink.Aborted));
    }

    [Theory]
    [InlineData("{100+}")]
    [InlineData("{99+}")]
    [InlineData("{102+}")]
    public async Task Beyond_the_limit_of_throwing_away_the_connection_closes(string header)
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TooBig, "Too large"), new() { Discard = 101 });
        wire.Send("a APPEND x " + header + "\r\n" + new string('x', 100) + "\r\n");
        Assert.Equal(FrameOutcome.Close, await wire.ReadAsync());
        Assert.Equal("a NO [TOOBIG] Too large\r\n* BYE [TOOBIG] Too much to throw away\r\n", await wire.AnswersAsync());
    }

    [Fact]
    public async Task Up_to_the_limit_everything_is_thrown_away()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, ResponseCode.TooBig, "Too large"), new() { Discard = 102 });
        wire.Send("a APPEND x {100+}\r\n" + new string('x', 100) + "\r\nb NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("a NO [TOOBIG] Too large\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("b NOOP");
    }

    [Fact]
    public async Task The_limit_of_throwing_away_counts_all_literals_of_the_command()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no"), new() { Discard = 30 });
        wire.Send("a APPEND x {10+}\r\n" + new string('x', 10) + " {15+}\r\n");
        Assert.Equal(FrameOutcome.Close, await wire.ReadAsync());
        Assert.Equal("a NO no\r\n* BYE [TOOBIG] Too much to throw away\r\n", await wire.AnswersAsync());
    }

    [Fact]
    public async Task A_rest_that_never_ends_closes_the_connection()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Refuse(ResponseStatus.No, null, "no"), new() { Discard = 30 });
        wire.Send("a APPEND x {10+}\r\n" + new string('x', 10) + new string('y', 21));
        Assert.Equal(FrameOutcome.Close, await wire.ReadAsync());
        Assert.Equal("a NO no\r\n* BYE [TOOBIG] Too much to throw away\r\n", await wire.AnswersAsync());
    }

    [Fact]
    public async Task A_size_beyond_63_bits_is_refused()
    {
        var wire = new FramerWire().Send("a LOGIN {9223372036854775808}\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("a BAD Expected a literal with a size of 63 bits\r\n", await wire.AnswersAsync());
        wire.Send("b LOGIN {9223372036854775808+}\r\n");
        Assert.Equal(FrameOutcome.Close, await wire.ReadAsync());
        Assert.Equal("b BAD Expected a literal with a size of 63 bits\r\n* BYE [TOOBIG] Too much to throw away\r\n", await wire.AnswersAsync());
        Assert.Empty(wire.Gate.Asked);
    }

    [Fact]
    public async Task With_literal_minus_a_large_non_synchronizing_literal_is_refused()
    {
        var wire = new FramerWire(null, new() { LiteralMinus = true });
        wire.Send("a APPEND x {4096+}\r\n" + new string('x', 4096) + "\r\n");
        Assert.Equal(FrameOutcome.Command, await wire.ReadAsync());
        wire.Send("b APPEND x {4097+}\r\n" + new string('x', 4097) + "\r\nc NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("b BAD [TOOBIG] Expected a non-synchronizing literal of at most 4096 octets\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("c NOOP");
        wire.Send("d APPEND x {4097}\r\n" + new string('x', 4097) + "\r\n");
        Assert.Equal(FrameOutcome.Command, await wire.ReadAsync());
    }

    [Fact]
    public async Task Without_literal_minus_it_is_taken()
    {
        var wire = new FramerWire().Send("a APPEND x {4097+}\r\n" + new string('x', 4097) + "\r\n");
        Assert.Equal(FrameOutcome.Command, await wire.ReadAsync());
    }

    [Fact]
    public async Task A_line_may_be_as_long_as_the_limit()
    {
        var wire = new FramerWire(null, new() { Line = 10 });
        wire.Send("a 45678910\r\nb 45678910\nc 456789012\r\nd 456789012\ne NOOP\r\n");
        await wire.GivesAsync("a 45678910");
        await wire.GivesAsync("b 45678910");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("c BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("d BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("e NOOP");
    }

    [Fact]
    public async Task A_line_too_long_is_thrown_away_to_its_end()
    {
        var wire = new FramerWire(null, new() { Line = 10 }).Send("a 4567891011");
        var reading = wire.ReadAsync();
        Assert.False(reading.IsCompleted);
        wire.Send("12 LOGOUT\r");
        Assert.False(reading.IsCompleted);
        wire.Send("\nb NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await reading);
        Assert.Equal("a BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("b NOOP");
    }

    [Theory]
    [InlineData("a 4567891011 {9+}\r\nb NOOP\r\n!\r\n")]
    [InlineData("a 4567891011 {8+}\r\nb NOOP\r\n {8+}\r\nc NOOP\r\n\r\n")]
    [InlineData("a 4567891011 {8}\r\n")]
    public async Task The_literals_of_a_line_too_long_are_thrown_away_too(string octets)
    {
        var wire = new FramerWire(null, new() { Line = 10 }).Send(octets + "d NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("a BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("d NOOP");
    }

    [Fact]
    public async Task A_line_without_end_closes_the_connection()
    {
        var wire = new FramerWire(null, new() { Line = 10, Discard = 100 }).Send("a " + new string('x', 99));
        Assert.Equal(FrameOutcome.Close, await wire.ReadAsync());
        Assert.Equal("a BAD Expected a line of at most 10 octets\r\n* BYE [TOOBIG] Too much to throw away\r\n", await wire.AnswersAsync());
    }

    [Theory]
    [InlineData("xxxxxxxxxxxx\r\n")]
    [InlineData(" xxxxxxxxxxx\r\n")]
    [InlineData("a+ xxxxxxxxx\r\n")]
    public async Task Without_a_readable_tag_the_answer_is_untagged(string octets)
    {
        var wire = new FramerWire(null, new() { Line = 10 }).Send(octets);
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("* BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task A_tag_is_repeated_up_to_a_length(int length, bool repeated)
    {
        var tag = new string('t', length);
        var wire = new FramerWire(null, new() { Line = 300 }).Send($"{tag} {new string('x', 300)}\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal($"{(repeated ? tag : "*")} BAD Expected a line of at most 300 octets\r\n", await wire.AnswersAsync());
        Assert.Equal(repeated ? length : 0, new CommandText(Read.Octets(tag + " x")).Tag.Length);
    }

    [Fact]
    public async Task A_tag_longer_than_a_line_is_not_repeated_however_the_line_is_cut()
    {
        var wire = new FramerWire(null, new() { Line = 10 }).Send("12345678901 x\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("* BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
        wire.Send("1234567890 x\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("1234567890 BAD Expected a line of at most 10 octets\r\n", await wire.AnswersAsync());
    }

    [Fact]
    public void A_tag_ends_with_a_space()
    {
        Assert.Equal(1, CommandText.TagLength("a x"u8));
        Assert.Equal(0, CommandText.TagLength("a"u8));
        Assert.Equal(0, CommandText.TagLength("a+ x"u8));
        Assert.Equal(0, CommandText.TagLength(" x"u8));
        Assert.Equal(0, CommandText.TagLength([]));
    }

    [Fact]
    public async Task The_inline_literals_of_a_command_have_a_limit()
    {
        var limits = new FramerLimits { Command = 30 };
        var wire = new FramerWire(null, limits).Send("a LOGIN {14+}\r\n" + new string('x', 14) + "\n");
        await wire.GivesAsync("a LOGIN {14+}\r\n" + new string('x', 14));
        wire.Send("b LOGIN {15+}\r\n" + new string('x', 15) + "\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("b BAD Expected a command of at most 30 octets with lines of at most 65536\r\n", await wire.AnswersAsync());
        wire.Send("c LOGIN {16+}\r\n" + new string('x', 16) + "\nd NOOP\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadAsync());
        Assert.Equal("c NO [LIMIT] The command is too large\r\n", await wire.AnswersAsync());
        await wire.GivesAsync("d NOOP");
    }

    [Fact]
    public async Task Staged_literals_do_not_count_in_the_size_of_a_command()
    {
        var wire = new FramerWire(static _ => new LiteralDecision.Stage(new RecordingSink()), new() { Command = 30 });
        wire.Send("a APPEND x {1000+}\r\n" + new string('x', 1000) + "\r\n");
        await wire.GivesAsync("a APPEND x {1000+}\r\n");
    }

    [Fact]
    public async Task A_line_inside_a_command_has_no_literals()
    {
        var wire = new FramerWire().Send("a IDLE\r\nDONE {5}\r\nb NOOP\r\n");
        await wire.GivesAsync("a IDLE");
        Assert.Equal(FrameOutcome.Command, await wire.ReadLineAsync());
        Assert.Equal("DONE {5}", wire.Command);
        await wire.GivesAsync("b NOOP");
    }

    [Fact]
    public async Task A_line_inside_a_command_is_waited_for_without_a_flush()
    {
        var wire = new FramerWire();
        wire.Writer.Keyword("+ idling\r\n"u8);
        var reading = wire.ReadLineAsync();
        wire.Send("DO");
        Assert.Equal("", wire.Flushed());
        wire.Send("NE\r\n");
        Assert.Equal(FrameOutcome.Command, await reading);
        Assert.Equal("DONE", wire.Command);
    }

    [Fact]
    public async Task A_line_inside_a_command_has_a_limit()
    {
        var wire = new FramerWire(null, new() { Line = 10, Discard = 100 }).Send("12345678901 {9+}\r\nDONE\r\n");
        Assert.Equal(FrameOutcome.Refused, await wire.ReadLineAsync());
        Assert.Equal("", await wire.AnswersAsync());
        Assert.Equal(FrameOutcome.Command, await wire.ReadLineAsync());
        Assert.Equal("DONE", wire.Command);
        wire.Send(new string('x', 101));
        Assert.Equal(FrameOutcome.Close, await wire.ReadLineAsync());
        Assert.Equal(FrameOutcome.EndOfInput, await new FramerWire().Send("DON").End().ReadLineAsync());
        Assert.Equal(FrameOutcome.EndOfInput, await new FramerWire(null, new() { Line = 10 }).Send(new string('x', 50)).End().ReadLineAsync());
    }

    [Fact]
    public async Task What_is_read_ahead_stays_in_the_input()
    {
        var wire = new FramerWire().Send("a STARTTLS\r\nb NOOP\r\n");
        await wire.GivesAsync("a STARTTLS");
        Assert.Equal("b NOOP\r\n", await wire.LeftAsync());
    }

    [Theory]
    [InlineData("a NOO")]
    [InlineData("a APPEND x {9+}\r\nabc")]
    [InlineData("a 456789012345")]
    public async Task A_connection_that_is_cut_gives_back_nothing_and_ends_the_input(string octets)
    {
        var reader = new CutReader(Read.Octets(octets));
        var writer = new ImapWriter(new ArrayBufferWriter<byte>());
        var framer = new CommandFramer(reader, writer, new ScriptedGate(static _ => LiteralDecision.Inline), new() { Line = 12 });
        Assert.Equal(FrameOutcome.EndOfInput, await framer.ReadAsync(default));
        Assert.Equal(FrameOutcome.EndOfInput, await framer.ReadLineAsync(default));
    }

    private static RecordingSink Add(List<RecordingSink> sinks)
    {
        var sink = new RecordingSink();
        sinks.Add(sink);
        return sink;
    }
}
