using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>IDLE (RFC 9051 §6.3.13, RFC 2177).</summary>
public sealed class IdleTests
{
    [Fact]
    public Task What_happens_is_told_at_once() => Imap.RunAsync("""
        given  INBOX with 2 messages, selected by both
        C1: a IDLE
        S1: + ...
        C2: b STORE 1 +FLAGS (\Seen)
        S2: * 1 FETCH (UID 1 FLAGS (\Seen))
        S2: b OK ...
        S1: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
        C2: c STORE 2 +FLAGS.SILENT (\Deleted)
        S2: c OK ...
        S1: * 2 FETCH (UID 2 FLAGS (\Deleted \Recent))
        C2: d EXPUNGE
        S2: * 2 EXPUNGE
        S2: d OK ...
        S1: * 2 EXPUNGE
        given  message in INBOX {{{
        Subject: new

        x
        }}}
        S1: * 2 EXISTS
        S1: * 2 RECENT
        C1: DONE
        S1: a OK ...
        C2: e NOOP
        S2: * 2 EXISTS
        S2: e OK ...
        """);

    [Fact]
    public Task What_happened_before_is_told_first() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: x NOOP
        S1: x OK ...
        given  message in INBOX {{{
        Subject: new

        x
        }}}
        C1: a IDLE
        S1: + ...
        S1: * 2 EXISTS
        S1: * 2 RECENT
        C1: done
        S1: a OK ...
        """);

    [Fact]
    public Task IDLE_without_a_mailbox_is_taken() => Imap.RunAsync("""
        C1: a IDLE
        S1: + ...
        C1: DONE
        S1: a OK ...
        """);

    [Fact]
    public Task What_is_not_DONE_is_BAD() => Imap.RunAsync("""
        C1: a IDLE
        S1: + ...
        C1: b NOOP
        S1: a BAD ...xpected...
        C1: c NOOP
        S1: c OK ...
        C1: d IDLE now
        S1: d BAD ...xpected...
        """);

    [Fact]
    public Task DONE_may_be_pipelined() => Imap.RunAsync("""
        in order
        C1 raw: a IDLE\x{0D 0A}DONE\x{0D 0A}b NOOP\x{0D 0A}
        S1: + ...
        S1: a OK ...
        S1: b OK ...
        """);

    [Fact]
    public Task Two_that_idle_hear_of_each_message() => Imap.RunAsync("""
        given  INBOX with 0 messages, selected by C1, selected by C2
        C1: a IDLE
        S1: + ...
        C2: a IDLE
        S2: + ...
        C3: a APPEND INBOX +{{{
        Subject: x

        y
        }}}
        S3: a OK ...
        S1: * 1 EXISTS
        S2: * 1 EXISTS
        S1: ...
        S2: ...
        C1: DONE
        S1: a OK ...
        C2: DONE
        S2: a OK ...
        """);

    [Fact]
    public Task A_connection_that_idles_too_long_is_told_BYE() => Imap.RunInTheClearAsync("""
        given  INBOX with 0 messages, selected
        C1: a NOOP
        S1: a OK ...
        time passes 1862 seconds
        S1: * BYE ...
        S1 closes
        """);
}
