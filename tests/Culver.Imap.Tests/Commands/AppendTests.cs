using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>APPEND (RFC 9051 §6.3.12, RFC 4315 §3, RFC 7888, RFC 7889, RFC 9755 §4).</summary>
public sealed class AppendTests
{
    [Fact]
    public Task APPEND_with_flags_and_date() => Imap.RunAsync("""
        C1: a APPEND Sent (\Seen $Forwarded) "17-Jul-2026 02:44:25 -0700" {{{
        Subject: x

        y
        }}}
        S1: a OK [APPENDUID $validity 1] ...
        C1: b EXAMINE Sent
        S1: * OK [UIDVALIDITY $validity] ...
        S1: ...
        S1: b OK ...
        C1: c FETCH 1 (FLAGS INTERNALDATE BODY[])
        S1: * 1 FETCH (FLAGS (\Seen $Forwarded \Recent) INTERNALDATE "17-Jul-2026 02:44:25 -0700" BODY[] {{{
        Subject: x

        y
        }}})
        S1: c OK ...
        """);

    [Fact]
    public Task APPEND_to_the_selected_mailbox_tells_EXISTS_at_once() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a APPEND INBOX {{{
        Subject: x

        y
        }}}
        S1: * 2 EXISTS
        S1: * 2 RECENT
        S1: a OK [APPENDUID $v 2] ...
        """);

    [Fact]
    public Task APPEND_without_waiting() => Imap.RunAsync("""
        C1: a APPEND INBOX +{{{
        Subject: x

        y
        }}}
        S1: a OK [APPENDUID $v 1] ...
        C1: b APPEND "INBOX" () +{{{
        Subject: x

        y
        }}}
        S1: b OK [APPENDUID $v 2] ...
        """);

    [Fact]
    public Task The_mailbox_may_be_a_literal_too() => Imap.RunAsync("""
        C1: a APPEND {{{Sent}}} (\Draft) {{{
        Subject: x

        y
        }}}
        S1: a OK [APPENDUID $v 1] ...
        """);

    [Fact]
    public Task APPEND_to_what_is_not_there_is_TRYCREATE_before_the_octets() => Imap.RunAsync("""
        C1: a APPEND Nowhere {{{
        Subject: x

        y
        }}}
        S1: a NO [TRYCREATE] ...
        C1: b APPEND Nowhere +{{{
        Subject: x

        y
        }}}
        S1: b NO [TRYCREATE] ...
        C1: c NOOP
        S1: c OK ...
        """);

    [Fact]
    public Task APPEND_of_nothing_is_refused() => Imap.RunAsync("""
        C1: a APPEND INBOX {{{}}}
        S1: a NO ...
        C1: b APPEND INBOX +{{{}}}
        S1: b NO ...
        C1: c STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 0)
        S1: c OK ...
        """);

    [Fact]
    public Task A_message_over_the_limit_is_TOOBIG_and_the_limit_is_told() => Imap.RunInTheClearAsync("""
        given setting Imap:MaxMessage is 1024
        C1: a CAPABILITY
        S1: * CAPABILITY ... APPENDLIMIT=1024
        S1: a OK ...
        C1 raw: b APPEND INBOX {1025}\x{0D 0A}
        S1: b NO [TOOBIG] ...
        C1: c APPEND INBOX +{{{@big}}}
        S1: c NO [TOOBIG] ...
        C1: d STATUS INBOX (MESSAGES APPENDLIMIT)
        S1: * STATUS INBOX (MESSAGES 0 APPENDLIMIT 1024)
        S1: d OK ...
        """.Replace("@big", new string('x', 1025), StringComparison.Ordinal));

    [Fact]
    public Task A_large_message_comes_back_whole_and_in_pieces() => Imap.RunInTheClearAsync("""
        C1: a APPEND INBOX {{{@big}}}
        S1: a OK ...
        C1: b EXAMINE INBOX
        S1: ...
        S1: b OK ...
        C1: c FETCH 1 (RFC822.SIZE BODY[])
        S1: * 1 FETCH (RFC822.SIZE @size BODY[] {{{@big}}})
        S1: c OK ...
        C1: d FETCH 1 (BODY[]<0.11> BODY[]<@near.100>)
        S1: * 1 FETCH (BODY[]<0> {{{Subject: b\x{0D}}}} BODY[]<@near> {{{zzzzz}}})
        S1: d OK ...
        """
        .Replace("@big", "Subject: b\\x{0D 0A 0D 0A}" + new string('z', 400_000), StringComparison.Ordinal)
        .Replace("@size", "400014", StringComparison.Ordinal)
        .Replace("@near", "400009", StringComparison.Ordinal));

    [Fact]
    public Task UTF8_in_APPEND_needs_it_enabled() => Imap.RunAsync("""
        C1: a APPEND INBOX UTF8 (~+{{{
        Subject: Grüße

        x
        }}})
        S1: a BAD ...
        C1: e ENABLE UTF8=ACCEPT
        S1: * ENABLED UTF8=ACCEPT
        S1: e OK ...
        C1: b APPEND INBOX UTF8 (~+{{{
        Subject: Grüße

        x
        }}})
        S1: b OK [APPENDUID $v 1] ...
        """);

    [Fact]
    public Task Unannounced_8_bit_headers_are_taken_or_by_setting_refused() => Imap.RunInTheClearAsync("""
        given setting Imap:AcceptUnannouncedUtf8 is false
        C1: a APPEND INBOX +{{{
        Subject: Grüße

        x
        }}}
        S1: a NO [CANNOT] ...
        C1: e ENABLE UTF8=ACCEPT
        S1: * ENABLED UTF8=ACCEPT
        S1: e OK ...
        C1: b APPEND INBOX +{{{
        Subject: Grüße

        x
        }}}
        S1: b OK ...
        """);

    [Theory]
    [InlineData("APPEND")]
    [InlineData("APPEND INBOX")]
    [InlineData("APPEND INBOX (\\Seen)")]
    [InlineData("APPEND INBOX \"text\"")]
    [InlineData("APPEND INBOX \"32-Jul-2026 02:44:25 -0700\" \"x\"")]
    [InlineData("APPEND INBOX (\\Seen \"17-Jul-2026 02:44:25 -0700\"")]
    public Task In_bad_syntax_it_is_BAD(string command) => Imap.RunOnceAsync($"""
        C1: a {command}
        S1: a BAD ...xpected...
        """);

    [Fact]
    public Task Flags_that_do_not_exist_are_BAD() => Imap.RunAsync("""
        C1: a APPEND INBOX (\Nonsense) +{{{
        Subject: x

        y
        }}}
        S1: a BAD ...
        C1: b STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 0)
        S1: b OK ...
        """);

    [Fact]
    public Task What_follows_the_message_is_BAD_and_nothing_is_stored() => Imap.RunAsync("""
        C1: a APPEND INBOX +{{{
        Subject: x

        y
        }}} more
        S1: a BAD ...xpected...
        C1: b STATUS INBOX (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 0)
        S1: b OK ...
        """);

    [Fact]
    public Task What_is_wrong_before_the_message_is_told_before_it_is_sent() => Imap.RunAsync("""
        C1: a APPEND INBOX (\Seen \Bogus) {1000000}
        S1: a BAD Expected system flags that exist, or keywords...
        C1: b APPEND INBOX UTF8 (~{1000000}
        S1: b BAD Expected ENABLE UTF8=ACCEPT first...
        C1: c NOOP
        S1: c OK ...
        """);
}
