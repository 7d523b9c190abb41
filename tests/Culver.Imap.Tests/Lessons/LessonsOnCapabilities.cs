using Culver.Identity.Accounts;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Culver.Imap.Tests.Lessons;

/// <summary>What clients make of what is announced and enabled. The numbers are those of the lessons the design was begun with.</summary>
public sealed class LessonsOnCapabilities
{
    [Theory]
    [InlineData("IMAP4rev2 IMAP4rev1")]
    [InlineData("NAMESPACE")]
    [InlineData("UNSELECT")]
    [InlineData("UIDPLUS")]
    [InlineData("ESEARCH")]
    [InlineData("SEARCHRES")]
    [InlineData("ENABLE")]
    [InlineData("IDLE")]
    [InlineData("SASL-IR")]
    [InlineData("LIST-EXTENDED")]
    [InlineData("LIST-STATUS")]
    [InlineData("MOVE")]
    [InlineData("LITERAL+")]
    [InlineData("BINARY")]
    [InlineData("SPECIAL-USE")]
    [InlineData("STATUS=SIZE")]
    public Task Lesson01_What_rev2_promises_is_announced_by_name_too(string capability) => Imap.RunOnceAsync("""
        C1: a CAPABILITY
        S1: * CAPABILITY ...@...
        S1: a OK ...
        """.Replace("@", capability, StringComparison.Ordinal));

    [Fact]
    public Task Lesson01_Of_LITERAL_plus_and_minus_a_setting_chooses_one() => Imap.RunInTheClearAsync("""
        given setting Imap:LiteralMinus is true
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL- SASL-IR ...
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson01_Of_LITERAL_plus_and_minus_it_is_plus() => Imap.RunInTheClearAsync("""
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ...
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson02_With_rev2_SEARCH_answers_ESEARCH_with_ALL() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        given  rev2 enabled by C1
        C1: x UID SEARCH ALL
        S1: * ESEARCH (TAG "x") UID ALL 1:3
        S1: x OK ...
        C1: y SEARCH UNSEEN
        S1: * ESEARCH (TAG "y") ALL 1:3
        S1: y OK ...
        """);

    [Fact]
    public Task Lesson02_RETURN_with_nothing_in_it_is_RETURN_ALL() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        C1: x UID SEARCH RETURN () 2:3
        S1: * ESEARCH (TAG "x") UID ALL 2:3
        S1: x OK ...
        """);

    [Fact]
    public Task Lesson02_With_nothing_found_there_is_no_ALL() => Imap.RunAsync("""
        given  INBOX with 3 messages, selected
        given  rev2 enabled by C1
        C1: x UID SEARCH SEEN
        S1: * ESEARCH (TAG "x") UID
        S1: x OK ...
        C1: y SEARCH RETURN () SEEN
        S1: * ESEARCH (TAG "y")
        S1: y OK ...
        """);

    [Fact]
    public Task Lesson03_ENABLE_of_what_is_not_announced_is_passed_over() => Imap.RunAsync("""
        C1: a ENABLE XYZZY
        S1: * ENABLED
        S1: a OK ...
        C1: b ENABLE UIDONLY CONDSTORE X-NOTHING
        S1: * ENABLED CONDSTORE
        S1: b OK ...
        """);

    [Fact]
    public Task Lesson03_ENABLE_of_a_capability_that_needs_no_enabling_is_passed_over() => Imap.RunAsync("""
        C1: a ENABLE IDLE MOVE
        S1: * ENABLED
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson03_ENABLE_of_what_was_switched_off_is_passed_over() => Imap.RunInTheClearAsync("""
        given setting Imap:DisabledCapabilities:0 is QRESYNC
        C1: a ENABLE QRESYNC
        S1: * ENABLED
        S1: a OK ...
        C1: b SELECT INBOX (QRESYNC (1 1))
        S1: b BAD ...
        """);

    [Fact]
    public Task Lesson04_CHANGEDSINCE_0_and_every_shape_of_ID_and_INBOX_are_taken() => Imap.RunAsync("""
        given  INBOX with 1 message, selected
        C1: a FETCH 1 (UID) (CHANGEDSINCE 0)
        S1: * OK [HIGHESTMODSEQ ...
        S1: * 1 FETCH (UID 1 MODSEQ ($m))
        S1: a OK ...
        C1: b ID ()
        S1: * ID ...
        S1: b OK ...
        C1: c ID NIL
        S1: * ID ...
        S1: c OK ...
        C1: d ID ("name" "mutt" "version" NIL)
        S1: * ID ...
        S1: d OK ...
        C1: e STATUS iNbOx (MESSAGES)
        S1: * STATUS INBOX (MESSAGES 1)
        S1: e OK ...
        C1: f EXAMINE inbox
        S1: ...
        S1: f OK [READ-ONLY] ...
        """);

    [Fact]
    public Task Lesson04_STATUS_ends_in_its_parenthesis() => Imap.RunAsync("""
        given  mailbox "My Foo" with 2 messages
        C1: a STATUS "My Foo" (MESSAGES UNSEEN)
        S1: * STATUS "My Foo" (MESSAGES 2 UNSEEN 2)
        S1: a OK ...
        """);

    [Fact]
    public Task Lesson05_What_a_phone_pipelines_after_login_is_answered_in_order() => Imap.RunAsync("""
        given  not logged in
        in order
        C1 raw: a LOGIN $user $password\x{0D 0A}b NAMESPACE\x{0D 0A}c LIST "" "*" RETURN (SPECIAL-USE)\x{0D 0A}
        S1: a OK [CAPABILITY ...
        S1: * NAMESPACE (("" "/")) NIL NIL
        S1: b OK ...
        S1: * LIST (\HasNoChildren) "/" INBOX
        S1: * LIST (\HasNoChildren \Archive) "/" Archive
        S1: * LIST (\HasNoChildren \Drafts) "/" Drafts
        S1: * LIST (\HasNoChildren \Junk) "/" Junk
        S1: * LIST (\HasNoChildren \Sent) "/" Sent
        S1: * LIST (\HasNoChildren \Trash) "/" Trash
        S1: c OK ...
        """);

    [Fact]
    public Task Lesson12_SPECIAL_USE_works_as_selection_and_as_return_option() => Imap.RunAsync("""
        C1: a LIST (SPECIAL-USE) "" "*"
        S1: * LIST (...\Archive) "/" Archive
        S1: * LIST (...\Drafts) "/" Drafts
        S1: * LIST (...\Junk) "/" Junk
        S1: * LIST (...\Sent) "/" Sent
        S1: * LIST (...\Trash) "/" Trash
        S1: a OK ...
        C1: b LIST "" (Sent INBOX) RETURN (SPECIAL-USE SUBSCRIBED)
        S1: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S1: * LIST (\Subscribed \HasNoChildren \Sent) "/" Sent
        S1: b OK ...
        """);

    [Fact]
    public Task Lesson13_A_capability_can_be_switched_off() => Imap.RunInTheClearAsync("""
        given setting Imap:DisabledCapabilities:0 is IMAP4rev2
        C1: a CAPABILITY
        S1: * CAPABILITY IMAP4rev1 ...
        S1: a OK ...
        C1: b ENABLE IMAP4rev2
        S1: * ENABLED
        S1: b OK ...
        """);

    [Fact]
    public async Task Lesson13_A_capability_can_be_switched_off_for_one_account()
    {
        var ending = TestContext.Current.CancellationToken;
        await using var server = await TestMailServer.StartAsync(new() { Ports = false }, ending);
        var account = await server.AddAccountAsync(cancellationToken: ending);
        await server.Services.GetRequiredService<AccountService>().SetSettingsAsync(account.Address, new() { DisabledCapabilities = ["QRESYNC"] }, ending);
        await ImapConversation.RunAsync(
            server,
            """
            C1: a ENABLE QRESYNC CONDSTORE
            S1: * ENABLED CONDSTORE
            S1: a OK ...
            """,
            new() { Account = account },
            ending);
        await ImapConversation.RunAsync(
            server,
            """
            C1: a ENABLE QRESYNC
            S1: * ENABLED QRESYNC
            S1: a OK ...
            """,
            cancellationToken: ending);
    }

    [Fact]
    public Task Lesson20_NAMESPACE_is_answered() => Imap.RunAsync("""
        C1: a NAMESPACE
        S1: * NAMESPACE (("" "/")) NIL NIL
        S1: a OK ...
        """);
}
