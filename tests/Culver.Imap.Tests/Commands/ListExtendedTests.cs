using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>The examples of RFC 9051 §6.3.9.8, with the mailboxes an account of ours has beside, LIST-STATUS (RFC 5819) and SPECIAL-USE (RFC 6154).</summary>
public sealed class ListExtendedTests
{
    private const string Groceries = """
        given  mailbox Fruit
        given  mailbox Fruit/Apple
        given  mailbox Fruit/Banana
        given  mailbox Tofu
        given  mailbox Vegetable
        given  mailbox Vegetable/Broccoli
        given  mailbox Vegetable/Corn
        given  subscribed to Fruit/Banana
        given  subscribed to Fruit/Peach
        given  subscribed to Vegetable
        given  subscribed to Vegetable/Broccoli

        """;

    [Fact]
    public Task Example_1_the_whole_hierarchy() => Imap.RunAsync(Groceries + """
        C1: A01 LIST "" (F* To* V*)
        S1: * LIST (\HasChildren) "/" Fruit
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple
        S1: * LIST (\HasNoChildren) "/" Fruit/Banana
        S1: * LIST (\HasNoChildren) "/" Tofu
        S1: * LIST (\HasChildren) "/" Vegetable
        S1: * LIST (\HasNoChildren) "/" Vegetable/Broccoli
        S1: * LIST (\HasNoChildren) "/" Vegetable/Corn
        S1: A01 OK ...
        """);

    [Fact]
    public Task Example_2_the_subscribed_mailboxes() => Imap.RunAsync(Groceries + """
        C1: A02 LIST (SUBSCRIBED) "" (F* To* V*)
        S1: * LIST (\Subscribed \HasNoChildren) "/" Fruit/Banana
        S1: * LIST (\NonExistent \Subscribed \HasNoChildren) "/" Fruit/Peach
        S1: * LIST (\Subscribed \HasChildren) "/" Vegetable
        S1: * LIST (\Subscribed \HasNoChildren) "/" Vegetable/Broccoli
        S1: A02 OK ...
        """);

    [Fact]
    public Task Example_3_CHILDREN() => Imap.RunAsync(Groceries + """
        C1: A03 LIST () "" (F% To% V%) RETURN (CHILDREN)
        S1: * LIST (\HasChildren) "/" Fruit
        S1: * LIST (\HasNoChildren) "/" Tofu
        S1: * LIST (\HasChildren) "/" Vegetable
        S1: A03 OK ...
        """);

    [Fact]
    public Task Example_4_REMOTE_where_nothing_is_remote() => Imap.RunAsync(Groceries + """
        C1: A04 LIST (REMOTE) "" (F% To% V%) RETURN (CHILDREN)
        S1: * LIST (\HasChildren) "/" Fruit
        S1: * LIST (\HasNoChildren) "/" Tofu
        S1: * LIST (\HasChildren) "/" Vegetable
        S1: A04 OK ...
        """);

    [Fact]
    public Task Example_5_REMOTE_and_SUBSCRIBED() => Imap.RunAsync(Groceries + """
        C1: A05 LIST (REMOTE SUBSCRIBED) "" (F* To* V*)
        S1: * LIST (\Subscribed \HasNoChildren) "/" Fruit/Banana
        S1: * LIST (\NonExistent \Subscribed \HasNoChildren) "/" Fruit/Peach
        S1: * LIST (\Subscribed \HasChildren) "/" Vegetable
        S1: * LIST (\Subscribed \HasNoChildren) "/" Vegetable/Broccoli
        S1: A05 OK ...
        """);

    [Fact]
    public Task Example_6_SUBSCRIBED_as_a_return_option_brings_no_names() => Imap.RunAsync(Groceries + """
        C1: A06 LIST (REMOTE) "" (F* To* V*) RETURN (SUBSCRIBED)
        S1: * LIST (\HasChildren) "/" Fruit
        S1: * LIST (\HasNoChildren) "/" Fruit/Apple
        S1: * LIST (\Subscribed \HasNoChildren) "/" Fruit/Banana
        S1: * LIST (\HasNoChildren) "/" Tofu
        S1: * LIST (\Subscribed \HasChildren) "/" Vegetable
        S1: * LIST (\Subscribed \HasNoChildren) "/" Vegetable/Broccoli
        S1: * LIST (\HasNoChildren) "/" Vegetable/Corn
        S1: A06 OK ...
        """);

    [Fact]
    public Task Example_7A_only_a_child_is_subscribed() => Imap.RunAsync("""
        given  mailbox Foo
        given  mailbox Foo/Bar
        given  mailbox Foo/Baz
        given  mailbox Moo
        given  subscribed to Foo/Baz
        C1: CA3 LIST "" (F% M%) RETURN (CHILDREN)
        S1: * LIST (\HasChildren) "/" Foo
        S1: * LIST (\HasNoChildren) "/" Moo
        S1: CA3 OK ...
        C1: C02 LIST (SUBSCRIBED) "" (F* M*)
        S1: * LIST (\Subscribed \HasNoChildren) "/" Foo/Baz
        S1: C02 OK ...
        C1: C03 LIST (SUBSCRIBED) "" (F% M%)
        S1: C03 OK ...
        C1: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" (F% M%)
        S1: * LIST (\HasChildren) "/" Foo ("CHILDINFO" ("SUBSCRIBED"))
        S1: C04 OK ...
        C1: C05 SUBSCRIBE Foo
        S1: C05 OK ...
        C1: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" (F% M%)
        S1: * LIST (\Subscribed \HasChildren) "/" Foo ("CHILDINFO" ("SUBSCRIBED"))
        S1: C06 OK ...
        """);

    [Fact]
    public Task Example_7A2_the_parent_does_not_exist() => Imap.RunAsync("""
        given  subscribed to Foo/Baz
        C1: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" (F%)
        S1: * LIST (\NonExistent \HasNoChildren) "/" Foo ("CHILDINFO" ("SUBSCRIBED"))
        S1: C04 OK ...
        """);

    [Fact]
    public Task Example_7B_no_mailbox_is_subscribed() => Imap.RunAsync("""
        given  mailbox Foo/Bar
        C1: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" (F%)
        S1: C04 OK ...
        """);

    [Fact]
    public Task Example_7C_only_the_parents_are_subscribed() => Imap.RunAsync("""
        given  mailbox Foo
        given  mailbox Foo/Bar
        given  mailbox Moo
        given  subscribed to Foo
        given  subscribed to Moo
        C1: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" (F% M%) RETURN (CHILDREN)
        S1: * LIST (\Subscribed \HasChildren) "/" Foo
        S1: * LIST (\Subscribed \HasNoChildren) "/" Moo
        S1: C04 OK ...
        """);

    [Fact]
    public Task Example_8_CHILDINFO_where_it_says_something_new() => Imap.RunAsync("""
        given  mailbox foo2
        given  mailbox foo2/bar1
        given  mailbox foo2/bar2
        given  mailbox baz2
        given  mailbox baz2/bar2
        given  mailbox baz2/bar22
        given  mailbox baz2/bar222
        given  mailbox eps2
        given  mailbox eps2/mamba
        given  subscribed to foo2/bar1
        given  subscribed to foo2/bar2
        given  subscribed to baz2/bar2
        given  subscribed to baz2/bar22
        given  subscribed to baz2/bar222
        given  subscribed to eps2
        given  subscribed to eps2/mamba
        given  subscribed to qux2/bar2
        C1: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
        S1: * LIST (\HasChildren) "/" foo2 ("CHILDINFO" ("SUBSCRIBED"))
        S1: * LIST (\Subscribed \HasNoChildren) "/" foo2/bar2
        S1: * LIST (\Subscribed \HasNoChildren) "/" baz2/bar2
        S1: * LIST (\Subscribed \HasNoChildren) "/" baz2/bar22
        S1: * LIST (\Subscribed \HasNoChildren) "/" baz2/bar222
        S1: * LIST (\Subscribed \HasChildren) "/" eps2 ("CHILDINFO" ("SUBSCRIBED"))
        S1: * LIST (\NonExistent \Subscribed \HasNoChildren) "/" qux2/bar2
        S1: D03 OK ...
        """);

    [Fact]
    public Task Example_9_several_patterns_and_a_child_that_does_not_exist() => Imap.RunAsync("""
        given  mailbox foo
        given  subscribed to foo/bar
        C1: a1 LIST "" ("foo")
        S1: * LIST (\HasNoChildren) "/" foo
        S1: a1 OK ...
        C1: a2 LIST (SUBSCRIBED) "" "foo/*"
        S1: * LIST (\NonExistent \Subscribed \HasNoChildren) "/" foo/bar
        S1: a2 OK ...
        C1: a3 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
        S1: * LIST (\HasNoChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
        S1: a3 OK ...
        """);

    [Fact]
    public Task Example_10_a_name_matched_twice_is_listed_once() => Imap.RunAsync("""
        given  mailbox music/rock
        C1: a3 LIST "" (mus% music* music/rock)
        S1: * LIST (...\HasChildren) "/" music
        S1: * LIST (\HasNoChildren) "/" music/rock
        S1: a3 OK ...
        """);

    [Fact]
    public Task Example_11_STATUS_as_a_return_option() => Imap.RunAsync("""
        given  INBOX with 3 messages, the first \Seen
        given  mailbox foo with 2 messages
        given  mailbox bar/sub
        C1: x DELETE bar
        S1: x OK ...
        in order
        C1: A01 LIST "" (INBOX foo bar) RETURN (STATUS (MESSAGES UNSEEN))
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: * STATUS INBOX (MESSAGES 3 UNSEEN 2)
        S1: * LIST (\Noselect \HasChildren) "/" bar
        S1: * LIST (\HasNoChildren) "/" foo
        S1: * STATUS foo (MESSAGES 2 UNSEEN 2)
        S1: A01 OK ...
        """);

    [Fact]
    public Task Example_11_no_STATUS_for_a_name_that_is_listed_for_its_children() => Imap.RunAsync("""
        given  INBOX with 17 messages
        given  mailbox foo with 1 message
        given  mailbox foo/bar
        given  subscribed to foo/bar
        C1: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" (INBOX f%) RETURN (STATUS (MESSAGES))
        S1: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S1: * STATUS INBOX (MESSAGES 17)
        S1: * LIST (\HasChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
        S1: A02 OK ...
        """);

    [Fact]
    public Task An_empty_list_of_selection_options_is_an_extended_LIST() => Imap.RunAsync("""
        C1: a LIST () "" ""
        S1: a OK ...
        C1: b LIST () "" INBOX RETURN ()
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: b OK ...
        """);

    [Fact]
    public Task SPECIAL_USE_chooses_and_tells() => Imap.RunAsync("""
        C1: a LIST (SPECIAL-USE) "" "%" RETURN (SPECIAL-USE)
        S1: * LIST (\HasNoChildren \Archive) "/" Archive
        S1: * LIST (\HasNoChildren \Drafts) "/" Drafts
        S1: * LIST (\HasNoChildren \Junk) "/" Junk
        S1: * LIST (\HasNoChildren \Sent) "/" Sent
        S1: * LIST (\HasNoChildren \Trash) "/" Trash
        S1: a OK ...
        C1: b LIST (SPECIAL-USE SUBSCRIBED) "" "S*"
        S1: * LIST (\Subscribed \HasNoChildren \Sent) "/" Sent
        S1: b OK ...
        """);

    [Fact]
    public Task STATUS_as_a_return_option_with_every_item() => Imap.RunAsync("""
        given  mailbox foo with 2 messages, the first \Seen, the second \Deleted
        C1: a LIST "" foo RETURN (SUBSCRIBED STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ MAILBOXID APPENDLIMIT))
        S1: * LIST (\HasNoChildren) "/" foo
        S1: * STATUS foo (MESSAGES 2 UIDNEXT 3 UIDVALIDITY $validity UNSEEN 1 DELETED 1 SIZE $size HIGHESTMODSEQ $modseq MAILBOXID ($id) APPENDLIMIT 268435456)
        S1: a OK ...
        """);
}
