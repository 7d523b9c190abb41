using Culver.Hosting;
using Culver.Identity.Accounts;
using Culver.Storage.Directory;
using Culver.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>What a client that knows no QUOTA sees of one (RFC 9208 §4.3.1, RFC 5530 §3), and limits of one account (RFC 7889).</summary>
public sealed class QuotaTests
{
    private const string Message = "Subject: a\\x{0D 0A 0D 0A}0123456789012345678901234567890123456789";

    [Fact]
    public Task What_does_not_fit_is_refused_before_the_literal_and_room_is_made_by_EXPUNGE() => Imap.RunInTheClearAsync("""
        given setting Identity:QuotaOctets is 120
        C1: a APPEND INBOX {{{@message}}}
        S1: a OK [APPENDUID $v 1] ...
        C1: b APPEND INBOX +{{{@message}}}
        S1: b OK [APPENDUID $v 2] ...
        C1 raw: c APPEND INBOX {54}\x{0D 0A}
        S1: c NO [OVERQUOTA] ...
        C1: d APPEND INBOX +{{{@message}}}
        S1: d NO [OVERQUOTA] ...
        C1: e SELECT INBOX
        S1: ...
        S1: e OK ...
        C1: f COPY 1 Trash
        S1: f NO [OVERQUOTA] ...
        C1: g MOVE 1 Trash
        S1: * OK [COPYUID $w 1 1] ...
        S1: * 1 EXPUNGE
        S1: g OK ...
        C1: h STORE 1 +FLAGS.SILENT (\Deleted)
        S1: h OK ...
        C1: i EXPUNGE
        S1: * 1 EXPUNGE
        S1: i OK ...
        C1: j APPEND INBOX {{{@message}}}
        S1: * 1 EXISTS
        S1: * 1 RECENT
        S1: j OK [APPENDUID $v 3] ...
        """.Replace("@message", Message, StringComparison.Ordinal));

    [Fact]
    public async Task A_limit_of_one_account_is_what_CAPABILITY_and_STATUS_tell_it()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, TestContext.Current.CancellationToken);
        await SettleAsync(server, "small", new() { AppendLimit = 20 });
        await SettleAsync(server, "other", AccountSettings.Default);
        await ImapConversation.RunAsync(
            server,
            """
            given C1 not logged in
            given C2 not logged in
            C1: a LOGIN small@example.org correct-horse
            S1: a OK [CAPABILITY ... APPENDLIMIT=20...] ...
            C1: b STATUS INBOX (APPENDLIMIT)
            S1: * STATUS INBOX (APPENDLIMIT 20)
            S1: b OK ...
            C1 raw: c APPEND INBOX {21}\x{0D 0A}
            S1: c NO [TOOBIG] ...
            C1: d APPEND INBOX {{{Subject: x\x{0D 0A 0D 0A}123456}}}
            S1: d OK ...
            C2: a LOGIN other@example.org correct-horse
            S2: a OK [CAPABILITY ... APPENDLIMIT=268435456...] ...
            """,
            new(),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_session_that_is_open_is_held_to_a_quota_set_meanwhile()
    {
        await using var server = await TestMailServer.StartAsync(new TestMailServerOptions { Ports = false }, TestContext.Current.CancellationToken);
        var account = await server.AddAccountAsync("full", TestContext.Current.CancellationToken);
        await using var open = await server.OpenAsync(account, TestContext.Current.CancellationToken);
        Assert.Null(open.Limits.QuotaOctets);
        var administration = server.Services.GetRequiredService<IAdministration>();
        var told = Assert.IsType<AdministrationReply.Quota>(
            await administration.HandleAsync(new AdministrationRequest.SetQuota("full@example.org", 0), progress: null, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0, 0), (told.UsedOctets, told.Messages, told.LimitOctets));
        Assert.Equal(0, open.Limits.QuotaOctets);
        await ImapConversation.RunAsync(
            server,
            """
            given C1 not logged in
            C1: a LOGIN full@example.org correct-horse
            S1: a OK ...
            C1 raw: b APPEND INBOX {1}\x{0D 0A}
            S1: b NO [OVERQUOTA] ...
            """,
            new(),
            TestContext.Current.CancellationToken);
        await administration.HandleAsync(new AdministrationRequest.SetQuota("full@example.org", long.MaxValue), progress: null, TestContext.Current.CancellationToken);
        Assert.Null(open.Limits.QuotaOctets);
    }

    private static async Task SettleAsync(TestMailServer server, string name, AccountSettings settings)
    {
        var account = await server.AddAccountAsync(name, TestContext.Current.CancellationToken);
        Assert.IsType<AccountResult.Done>(await server.Services.GetRequiredService<AccountService>().SetSettingsAsync(account.Address, settings, TestContext.Current.CancellationToken));
    }
}
