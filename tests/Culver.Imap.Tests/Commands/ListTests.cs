using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>LIST and LSUB (RFC 9051 §6.3.9, RFC 3501 §6.3.8 and §6.3.9): patterns and plain answers.</summary>
public sealed class ListTests
{
    [Fact]
    public Task An_empty_name_asks_for_the_separator() => Imap.RunAsync("""
        C1: a LIST "" ""
        S1: * LIST (\Noselect) "/" ""
        S1: a OK ...
        C1: b LIST "Sent/" ""
        S1: * LIST (\Noselect) "/" ""
        S1: b OK ...
        """);

    [Fact]
    public Task A_percent_stops_at_the_separator_and_a_star_does_not() => Imap.RunAsync("""
        given  mailbox Fruit/Apple/Red
        C1: a LIST "" "Fr%"
        S1: * LIST (...\HasChildren) "/" Fruit
        S1: a OK ...
        C1: b LIST "" "Fruit/%"
        S1: * LIST (...\HasChildren) "/" Fruit/Apple
        S1: b OK ...
        C1: c LIST "" "Fr*"
        S1: * LIST (...) "/" Fruit
        S1: * LIST (...) "/" Fruit/Apple
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple/Red
        S1: c OK ...
        C1: d LIST "" "Fruit/%/R%d"
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple/Red
        S1: d OK ...
        C1: e LIST "" "*/Red"
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple/Red
        S1: e OK ...
        """);

    [Fact]
    public Task The_reference_stands_before_the_pattern() => Imap.RunAsync("""
        given  mailbox Fruit/Apple
        C1: a LIST Fruit/ "%"
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple
        S1: a OK ...
        C1: b LIST "Fruit/" Apple
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple
        S1: b OK ...
        """);

    [Fact]
    public Task INBOX_has_no_case_and_other_names_have() => Imap.RunAsync("""
        given  mailbox INBOX/Sub
        given  mailbox Foo
        C1: a LIST "" inbox
        S1: * LIST (\HasChildren) "/" INBOX
        S1: a OK ...
        C1: b LIST "" InBoX/%
        S1: * LIST (\HasNoChildren) "/" INBOX/Sub
        S1: b OK ...
        C1: c LIST "" foo
        S1: c OK ...
        C1: d LIST "" "INB%"
        S1: * LIST (\HasChildren) "/" INBOX
        S1: d OK ...
        """);

    [Fact]
    public Task A_name_that_is_not_there_is_no_error() => Imap.RunAsync("""
        C1: a LIST "" Nowhere
        S1: a OK ...
        """);

    [Fact]
    public Task LIST_in_bad_syntax_is_BAD() => Imap.RunAsync("""
        C1: a LIST
        S1: a BAD ...xpected...
        C1: b LIST ""
        S1: b BAD ...xpected...
        C1: c LIST (NOSUCH) "" "*"
        S1: c BAD ...xpected...
        C1: d LIST "" "*" RETURN (NOSUCH)
        S1: d BAD ...xpected...
        C1: e LIST (RECURSIVEMATCH) "" "*"
        S1: e BAD ...xpected...
        C1: f LIST (RECURSIVEMATCH REMOTE) "" "*"
        S1: f BAD ...xpected...
        C1: g LIST "" "*" RETURN (STATUS (NOSUCH))
        S1: g BAD ...xpected...
        C1: h LIST "" ()
        S1: h BAD ...xpected...
        C1: i LIST "" "*" x
        S1: i BAD ...xpected...
        C1: j LSUB ""
        S1: j BAD ...xpected...
        """);

    [Fact]
    public Task LSUB_with_percent_finds_what_lies_above_a_subscribed_name() => Imap.RunAsync("""
        given  mailbox foo/bar
        given  subscribed to foo/bar
        C1: a LSUB "" "f%"
        S1: * LSUB (\Noselect) "/" foo
        S1: a OK ...
        C1: b LSUB "" "f*"
        S1: * LSUB () "/" foo/bar
        S1: b OK ...
        C1: c LSUB foo/ %
        S1: * LSUB () "/" foo/bar
        S1: c OK ...
        """);

    [Fact]
    public Task New_accounts_have_the_usual_mailboxes_subscribed() => Imap.RunAsync("""
        C1: a LSUB "" "*"
        S1: * LSUB () "/" Archive
        S1: * LSUB () "/" Drafts
        S1: * LSUB () "/" INBOX
        S1: * LSUB () "/" Junk
        S1: * LSUB () "/" Sent
        S1: * LSUB () "/" Trash
        S1: a OK ...
        """);
}
