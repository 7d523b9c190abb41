using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE and NAMESPACE (RFC 9051 §6.3.4 to §6.3.8, §6.3.10).</summary>
public sealed class MailboxTests
{
    [Fact]
    public Task CREATE_makes_what_lies_above_too() => Imap.RunAsync("""
        C1: a CREATE foo/bar/zap
        S1: a OK [MAILBOXID ($id)] ...
        C1: b LIST "" "foo*"
        S1: * LIST (...\HasChildren) "/" foo
        S1: * LIST (...\HasChildren) "/" foo/bar
        S1: * LIST (\HasNoChildren) "/" foo/bar/zap
        S1: b OK ...
        """);

    [Fact]
    public Task CREATE_with_a_trailing_separator_makes_the_name_without_it() => Imap.RunAsync("""
        C1: a CREATE owatagusiam/
        S1: a OK ...
        C1: b CREATE owatagusiam/blurdybloop
        S1: b OK ...
        C1: c LIST "" "owa*"
        S1: * LIST (\HasChildren) "/" owatagusiam
        S1: * LIST (\HasNoChildren) "/" owatagusiam/blurdybloop
        S1: c OK ...
        """);

    [Fact]
    public Task CREATE_of_what_is_there_is_refused() => Imap.RunAsync("""
        C1: a CREATE INBOX
        S1: a NO [ALREADYEXISTS] ...
        C1: b CREATE inbox
        S1: b NO [ALREADYEXISTS] ...
        C1: c CREATE Sent
        S1: c NO [ALREADYEXISTS] ...
        """);

    [Fact]
    public Task CREATE_of_a_name_no_mailbox_can_have_is_refused() => Imap.RunAsync("""
        C1: a CREATE "a//b"
        S1: a NO [CANNOT] ...
        C1: b CREATE "/a"
        S1: b NO [CANNOT] ...
        C1: c CREATE ""
        S1: c NO [CANNOT] ...
        C1: d CREATE "a*b"
        S1: d NO [CANNOT] ...
        C1: e CREATE "a%b"
        S1: e NO [CANNOT] ...
        """);

    [Fact]
    public Task CREATE_DELETE_and_the_rest_want_a_name() => Imap.RunAsync("""
        C1: a CREATE
        S1: a BAD ...xpected...
        C1: b CREATE foo bar
        S1: b BAD ...xpected...
        C1: c DELETE
        S1: c BAD ...xpected...
        C1: d RENAME foo
        S1: d BAD ...xpected...
        C1: e SUBSCRIBE
        S1: e BAD ...xpected...
        C1: f UNSUBSCRIBE a b
        S1: f BAD ...xpected...
        C1: g NAMESPACE x
        S1: g BAD ...xpected...
        C1: h RENAME foo (bar)
        S1: h BAD ...xpected...
        """);

    [Fact]
    public Task CREATE_with_a_special_use() => Imap.RunAsync("""
        C1: x CREATE Plain (USE (\Flagged))
        S1: x NO [USEATTR] ...
        C1: y CREATE Plain (USE (\Klingon))
        S1: y NO [USEATTR] ...
        C1: z DELETE Junk
        S1: z OK ...
        C1: a CREATE Spam (USE (\Junk))
        S1: a OK [MAILBOXID ...
        C1: b LIST (SPECIAL-USE) "" "S*"
        S1: * LIST (\HasNoChildren \Sent) "/" Sent
        S1: * LIST (\HasNoChildren \Junk) "/" Spam
        S1: b OK ...
        C1: c CREATE Other (USE \Junk)
        S1: c BAD ...xpected...
        C1: d CREATE Empty (USE ())
        S1: d OK ...
        """);

    [Fact]
    public Task DELETE_of_what_is_not_there_or_is_INBOX_is_refused() => Imap.RunAsync("""
        C1: a DELETE Nowhere
        S1: a NO [NONEXISTENT] ...
        C1: b DELETE INBOX
        S1: b NO [CANNOT] ...
        """);

    [Fact]
    public Task DELETE_leaves_the_name_subscribed() => Imap.RunAsync("""
        given  mailbox Foo
        given  subscribed to Foo
        C1: a DELETE Foo
        S1: a OK ...
        C1: b LIST (SUBSCRIBED) "" Foo
        S1: * LIST (\NonExistent \Subscribed \HasNoChildren) "/" Foo
        S1: b OK ...
        C1: c LSUB "" Foo
        S1: * LSUB (...) "/" Foo
        S1: c OK ...
        """);

    [Fact]
    public Task DELETE_does_not_touch_what_lies_below() => Imap.RunAsync("""
        given  mailbox foo with 1 message
        given  mailbox foo/bar with 1 message
        C1: a DELETE foo
        S1: a OK ...
        C1: b STATUS foo/bar (MESSAGES)
        S1: * STATUS foo/bar (MESSAGES 1)
        S1: b OK ...
        C1: c CREATE foo
        S1: c OK ...
        C1: d STATUS foo (MESSAGES)
        S1: * STATUS foo (MESSAGES 0)
        S1: d OK ...
        """);

    [Fact]
    public Task RENAME_keeps_messages_and_makes_what_lies_above() => Imap.RunAsync("""
        given  mailbox foo with 2 messages
        C1: a RENAME foo zowie/wowie
        S1: a OK ...
        C1: b LIST "" "zow*"
        S1: * LIST (...\HasChildren) "/" zowie
        S1: * LIST (\HasNoChildren) "/" zowie/wowie
        S1: b OK ...
        C1: c STATUS zowie/wowie (MESSAGES UIDNEXT)
        S1: * STATUS zowie/wowie (MESSAGES 2 UIDNEXT 3)
        S1: c OK ...
        """);

    [Fact]
    public Task RENAME_is_refused_where_it_cannot_be() => Imap.RunAsync("""
        given  mailbox foo
        C1: a RENAME Nowhere bar
        S1: a NO [NONEXISTENT] ...
        C1: b RENAME foo Sent
        S1: b NO [ALREADYEXISTS] ...
        C1: c RENAME foo INBOX
        S1: c NO [ALREADYEXISTS] ...
        C1: d RENAME foo foo/bar
        S1: d NO ...
        C1: e RENAME foo "a//b"
        S1: e NO [CANNOT] ...
        C1: f STATUS foo (MESSAGES)
        S1: * STATUS foo (MESSAGES 0)
        S1: f OK ...
        """);

    [Fact]
    public Task RENAME_of_INBOX_leaves_what_lies_below_it() => Imap.RunAsync("""
        given  INBOX with 1 message
        given  mailbox INBOX/bar with 1 message
        C1: a RENAME INBOX old
        S1: a OK ...
        C1: b LIST "" (INBOX* old*)
        S1: * LIST (\HasChildren) "/" INBOX
        S1: * LIST (\HasNoChildren) "/" INBOX/bar
        S1: * LIST (\HasNoChildren) "/" old
        S1: b OK ...
        C1: c STATUS old (MESSAGES)
        S1: * STATUS old (MESSAGES 1)
        S1: c OK ...
        """);

    [Fact]
    public Task SUBSCRIBE_and_UNSUBSCRIBE() => Imap.RunAsync("""
        given  mailbox Foo
        C1: a SUBSCRIBE Foo
        S1: a OK ...
        C1: b LSUB "" F*
        S1: * LSUB () "/" Foo
        S1: b OK ...
        C1: c UNSUBSCRIBE Foo
        S1: c OK ...
        C1: d LSUB "" F*
        S1: d OK ...
        C1: e UNSUBSCRIBE Foo
        S1: e OK ...
        C1: f SUBSCRIBE "a//b"
        S1: f NO [CANNOT] ...
        """);

    [Fact]
    public Task Names_travel_in_modified_UTF7_in_rev1() => Imap.RunAsync("""
        C1: a CREATE "Entw&APw-rfe & mehr"
        S1: a $refused ...
        C1: b CREATE Entw&APw-rfe
        S1: b OK ...
        C1: c LIST "" "Entw*"
        S1: * LIST (\HasNoChildren) "/" Entw&APw-rfe
        S1: c OK ...
        C1: d CREATE a&-b
        S1: d OK ...
        C1: e LIST "" "a*"
        S1: * LIST (\HasNoChildren) "/" a&-b
        S1: e OK ...
        """);

    [Fact]
    public Task Names_travel_in_UTF8_in_rev2() => Imap.RunAsync("""
        given  rev2 enabled by C1
        C1: a CREATE "Entwürfe"
        S1: a OK ...
        C1: b LIST "" "Entw*"
        S1: * LIST (\HasNoChildren) "/" "Entwürfe"
        S1: b OK ...
        C1: c CREATE a&b
        S1: c OK ...
        C1: d LIST "" "a*"
        S1: * LIST (\HasNoChildren) "/" a&b
        S1: d OK ...
        C2: e LIST "" (Ent* a*)
        S2: * LIST (\HasNoChildren) "/" Entw&APw-rfe
        S2: * LIST (\HasNoChildren) "/" a&-b
        S2: e OK ...
        """);

    [Fact]
    public Task Names_that_are_not_in_composed_form_are_refused_in_UTF8() => Imap.RunAsync("""
        given  rev2 enabled by C1
        C1: a CREATE "Entwu\x{CC 88}rfe"
        S1: a NO [CANNOT] ...
        C1: b RENAME Sent "Entwu\x{CC 88}rfe"
        S1: b NO [CANNOT] ...
        C1: c CREATE "Entw\x{C3 BC}rfe"
        S1: c OK ...
        """);

    [Fact]
    public Task CREATE_DELETE_and_RENAME_tell_the_name_that_INBOX_has_in_rev2() => Imap.RunAsync("""
        given  rev2 enabled by C1
        C1: a CREATE inbox/foo
        S1: * LIST (\HasNoChildren) "/" INBOX/foo ("OLDNAME" (inbox/foo))
        S1: a OK ...
        C1: b RENAME inbox/foo bar
        S1: * LIST (\HasNoChildren) "/" bar ("OLDNAME" (inbox/foo))
        S1: b OK ...
        C1: c RENAME bar inbox/foo
        S1: * LIST (\HasNoChildren) "/" INBOX/foo ("OLDNAME" (bar))
        S1: c OK ...
        C1: d DELETE inbox/foo
        S1: * LIST (\NonExistent) "/" INBOX/foo ("OLDNAME" (inbox/foo))
        S1: d OK ...
        C1: e RENAME Sent Gone
        S1: e OK ...
        """);

    [Fact]
    public Task SELECT_of_inbox_in_any_case_tells_INBOX() => Imap.RunAsync("""
        given  rev2 enabled by C1
        C1: a SELECT inbox
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: ...
        S1: a OK ...
        C1: b SELECT INBOX
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: ...
        S1: b OK ...
        """);
}
