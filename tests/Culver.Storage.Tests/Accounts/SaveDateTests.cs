using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Accounts;

/// <summary>When a message came into a mailbox (RFC 8514 §2).</summary>
public sealed class SaveDateTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_copy_and_a_move_have_their_own_and_the_original_keeps_its()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var (inbox, sent, trash) = (Find(account, "INBOX"), Find(account, "Sent"), Find(account, "Trash"));
        var first = test.Time.GetUtcNow();
        await test.AppendAsync(account, inbox, "one");
        await test.AppendAsync(account, inbox, "two");
        test.Time.Advance(TimeSpan.FromHours(1));
        await account.CopyAsync(inbox, UidSet.Of(new(2)), sent, None);
        test.Time.Advance(TimeSpan.FromHours(1));
        await account.MoveAsync(inbox, UidSet.Of(new(1)), trash, None);
        Assert.Equal([first], await DatesAsync(account, inbox));
        Assert.Equal([first.AddHours(1)], await DatesAsync(account, sent));
        Assert.Equal([first.AddHours(2)], await DatesAsync(account, trash));
        await test.RestartAsync();
        await using var later = await test.OpenAsync();
        Assert.Equal([first.AddHours(1)], await DatesAsync(later, sent));
    }

    [Fact]
    public async Task Of_a_message_that_another_session_expunged_it_is_when_the_account_got_it()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var (inbox, sent) = (Find(account, "INBOX"), Find(account, "Sent"));
        var first = test.Time.GetUtcNow();
        await test.AppendAsync(account, inbox, "one", MessageFlags.Of(SystemFlags.Deleted));
        test.Time.Advance(TimeSpan.FromHours(1));
        await account.CopyAsync(inbox, UidSet.All, sent, None);
        using var view = (await account.OpenViewAsync(sent, None))!;
        var rows = (await view.SnapshotAsync(None)).RunsFrom(new(1)).SelectMany(run => run.ToArray()).ToArray();
        Assert.Equal([first.AddHours(1)], await account.ReadSaveDatesAsync(sent, rows, None));
        await account.ExpungeAsync(sent, UidSet.All, None);
        Assert.Equal([first], await account.ReadSaveDatesAsync(sent, rows, None));
    }

    private static async Task<DateTimeOffset[]> DatesAsync(IMailAccount account, MailboxId mailbox)
    {
        using var view = (await account.OpenViewAsync(mailbox, None))!;
        var rows = (await view.SnapshotAsync(None)).RunsFrom(new(1)).SelectMany(run => run.ToArray()).ToArray();
        return await account.ReadSaveDatesAsync(mailbox, rows, None);
    }
}
