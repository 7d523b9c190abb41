using Culver.Storage.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class TextIndexerTests
{
    [Fact]
    public async Task Arrivals_are_indexed_after_a_quiet_moment()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        mail.Search.Added([Add(mail, "stork")]);
        Assert.Null(mail.Index);
        Assert.Equal([mail.Settings.Delay], mail.Time.Due);
        await mail.IndexAsync();
        mail.Source.Reads.Clear();
        Exactly.These(await mail.FindBodyAsync("stork"), 2u);
        Assert.Empty(mail.Source.Reads);
    }

    [Fact]
    public async Task Rows_of_known_messages_wake_nobody()
    {
        await using var mail = new SearchFixture();
        var row = Add(mail, "heron");
        mail.Search.Added([row]);
        await mail.IndexAsync();
        mail.Search.Added([row with { ModSeq = new(9) }]);
        Assert.DoesNotContain(mail.Settings.Delay, mail.Time.Due);
    }

    [Fact]
    public async Task What_was_missed_before_a_restart_is_indexed_after_it()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Add(mail, "stork");
        Add(mail, "crane");
        await mail.ReopenAsync();
        mail.Search.Added([Add(mail, "egret")]);
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 1L, 2L, 3L, 4L);
        Assert.Equal(4, mail.Source.Reads.Count);
    }

    [Fact]
    public async Task What_is_gone_is_forgotten_at_the_next_comparison()
    {
        await using var mail = new SearchFixture();
        for (var i = 0; i < 5; i++)
            mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        mail.Source.Remove(2);
        mail.Source.Remove(5);
        await mail.ReopenAsync();
        await mail.FindBodyAsync("heron");
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 1L, 3L, 4L);
    }

    [Fact]
    public async Task More_arrivals_than_may_wait_are_found_by_comparing()
    {
        await using var mail = new SearchFixture(mostWaiting: 3);
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        for (var i = 0; i < 20; i++)
            mail.Search.Added([Add(mail, "stork")]);
        await mail.IndexAsync();
        Assert.Equal(21, (await mail.Index!.MessagesAsync(default)).Length);
    }

    [Fact]
    public async Task A_failure_is_made_good_by_the_next_run()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        mail.Source.Fails = true;
        mail.Search.Added([Add(mail, "stork")]);
        await mail.IndexAsync();
        Assert.Single(await mail.Index!.MessagesAsync(default));
        mail.Source.Fails = false;
        mail.Search.Added([Add(mail, "crane")]);
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 1L, 2L, 3L);
    }

    [Fact]
    public async Task A_message_swept_before_its_turn_is_passed_over()
    {
        await using var mail = new SearchFixture();
        var swept = Add(mail, "stork");
        mail.Search.Added([swept, Add(mail, "crane")]);
        await mail.FindBodyAsync("nothing");
        mail.Source.Remove(swept.Message);
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 2L, 3L);
        Assert.Equal(UidSet.Of(new(2)), await mail.Search.SearchAsync(new[] { swept, mail.Source.Rows[0] }, [new("crane", TextScope.Body)], default));
    }

    [Fact]
    public async Task What_was_removed_is_forgotten()
    {
        await using var mail = new SearchFixture(mostWaiting: 3);
        for (var i = 0; i < 10; i++)
            mail.Search.Added([Add(mail, "stork")]);
        await mail.IndexAsync();
        mail.Search.Removed([]);
        Assert.DoesNotContain(mail.Settings.Delay, mail.Time.Due);
        mail.Search.Removed([3]);
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        // More than may wait: found by comparing.
        mail.Source.Rows.RemoveRange(2, 7);
        mail.Search.Removed([4, 5, 6, 7, 8, 9]);
        await mail.IndexAsync();
        Exactly.These(await mail.Index!.MessagesAsync(default), 1L, 2L, 10L);
    }

    [Fact]
    public async Task Accounts_take_turns()
    {
        await using var mail = new SearchFixture();
        await mail.Turns.WaitAsync();
        mail.Search.Added([Add(mail, "heron")]);
        mail.Time.Fire(mail.Settings.Delay);
        Assert.False(mail.Search.Indexer.Running.IsCompleted);
        Assert.Null(mail.Index);
        mail.Turns.Release();
        await mail.Search.Indexer.Running;
        Assert.Single(await mail.Index!.MessagesAsync(default));
    }

    [Fact]
    public async Task It_says_how_much_waits_until_it_is_done()
    {
        await using var mail = new SearchFixture();
        Assert.Equal(0, mail.Search.Indexer.Waiting);
        mail.Search.Added([Add(mail, "heron")]);
        mail.Search.Added([Add(mail, "stork"), Add(mail, "crane")]);
        Assert.Equal(3, mail.Search.Indexer.Waiting);
        await mail.Turns.WaitAsync();
        mail.Time.Fire(mail.Settings.Delay);
        Assert.Equal(3, mail.Search.Indexer.Waiting);
        mail.Turns.Release();
        await mail.Search.Indexer.Running;
        Assert.Equal(0, mail.Search.Indexer.Waiting);
        mail.Search.Removed([2]);
        Assert.Equal(1, mail.Search.Indexer.Waiting);
        // What failed is tried again at the next arrival, and by nobody until then.
        mail.Source.Fails = true;
        mail.Search.Added([Add(mail, "egret")]);
        Assert.Equal(2, mail.Search.Indexer.Waiting);
        await mail.IndexAsync();
        Assert.Equal(0, mail.Search.Indexer.Waiting);
        mail.Source.Fails = false;
        // A comparison that is due counts, whatever it will find.
        await mail.FindBodyAsync("heron");
        Assert.Equal(1, mail.Search.Indexer.Waiting);
        await mail.Search.DisposeAsync();
        Assert.Equal(0, mail.Search.Indexer.Waiting);
    }

    [Fact]
    public async Task Closing_stops_what_waits_for_its_turn_and_what_comes_later()
    {
        await using var mail = new SearchFixture();
        await mail.Turns.WaitAsync();
        mail.Search.Added([Add(mail, "heron")]);
        mail.Time.Fire(mail.Settings.Delay);
        await mail.Search.DisposeAsync();
        Assert.True(mail.Search.Indexer.Running.IsCompletedSuccessfully);
        mail.Search.Added([Add(mail, "stork")]);
        mail.Time.Fire(mail.Settings.Delay);
        await mail.Search.DisposeAsync();
        Assert.Null(mail.Index);
        Assert.Null(await mail.Search.Indexer.EnterAsync(default));
    }

    [Fact]
    public async Task An_index_that_nobody_uses_is_closed_and_opened_again_when_it_is_needed()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        var first = mail.Index!;
        Assert.Contains(mail.Settings.Idle, mail.Time.Due);
        mail.Time.Fire(mail.Settings.Idle);
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await first.MessagesAsync(default));
        mail.Source.Reads.Clear();
        Exactly.These(await mail.FindBodyAsync("heron"), 1u);
        Assert.Empty(mail.Source.Reads);
        Assert.Equal(2, mail.Opened);
    }

    [Fact]
    public async Task An_index_in_use_is_not_closed()
    {
        await using var mail = new SearchFixture();
        await mail.Search.Indexer.EnterAsync(default);
        var index = await mail.Search.Indexer.EnterAsync(default);
        mail.Search.Indexer.Leave();
        mail.Time.Fire(mail.Settings.Idle);
        Assert.Empty(await index!.MessagesAsync(default));
        mail.Search.Indexer.Leave();
        Assert.Equal(1, mail.Opened);
    }

    [Fact]
    public async Task An_index_that_failed_is_done_without_for_a_while_and_then_opened_again()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        var first = mail.Index!;
        first.Database.Execute("DROP TABLE text");
        Exactly.These(await mail.FindBodyAsync("heron"), 1u);
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await first.MessagesAsync(default));
        // What arrives meanwhile is not forgotten.
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Exactly.These(await mail.FindBodyAsync("heron"), 1u, 2u);
        Assert.Equal(1, mail.Opened);
        mail.Time.Fire(mail.Settings.Retry);
        await ExpectIndexedAsync(mail);
        Assert.Equal(2, mail.Opened);
    }

    [Fact]
    public async Task An_index_that_fails_in_the_background_is_closed_and_opened_again()
    {
        await using var mail = new SearchFixture();
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        var first = mail.Index!;
        first.Database.Execute("DROP TABLE text");
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await first.MessagesAsync(default));
        mail.Time.Fire(mail.Settings.Retry);
        await ExpectIndexedAsync(mail);
        Assert.Equal(2, mail.Opened);
    }

    [Fact]
    public async Task An_index_that_could_not_be_opened_is_tried_again_after_a_while()
    {
        await using var mail = new SearchFixture { IsClosed = true };
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Exactly.These(await mail.FindBodyAsync("heron"), 1u);
        Assert.Equal(1, mail.Opened);
        mail.Time.Fire(mail.Settings.Retry);
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Assert.Equal(2, mail.Opened);
        mail.Time.Fire(mail.Settings.Retry);
        mail.IsClosed = false;
        await ExpectIndexedAsync(mail);
        Assert.Equal(3, mail.Opened);
    }

    [Fact]
    public async Task An_index_that_failed_takes_no_later_one_with_it()
    {
        await using var mail = new SearchFixture();
        Add(mail, "heron");
        var first = await mail.Search.Indexer.EnterAsync(default);
        await mail.Search.Indexer.EnterAsync(default);
        await first!.DiscardAsync(default);
        mail.Search.Indexer.Leave();
        mail.Time.Fire(mail.Settings.Retry);
        var second = await mail.Search.Indexer.EnterAsync(default);
        Assert.NotSame(first, second);
        // Who still had the first.
        mail.Search.Indexer.Leave();
        Assert.Empty(await second!.MessagesAsync(default));
        mail.Search.Indexer.Leave();
        Assert.Contains(mail.Settings.Idle, mail.Time.Due);
    }

    [Fact]
    public async Task Without_an_index_nothing_is_read_in_the_background()
    {
        await using var mail = new SearchFixture(hasIndex: false);
        mail.Search.Added([Add(mail, "heron")]);
        await mail.IndexAsync();
        Assert.Empty(mail.Source.Reads);
        Exactly.These(await mail.FindBodyAsync("heron"), 1u);
    }

    /// <summary>Everything is in the index after a search and a while, and no message is read for the next.</summary>
    private static async Task ExpectIndexedAsync(SearchFixture mail)
    {
        var all = Enumerable.Range(1, mail.Source.Rows.Count).Select(static uid => (uint)uid).ToArray();
        Assert.Equal(all, await mail.FindBodyAsync("heron"));
        await mail.IndexAsync();
        mail.Source.Reads.Clear();
        Assert.Equal(all, await mail.FindBodyAsync("heron"));
        Assert.Empty(mail.Source.Reads);
    }

    private static IndexRow Add(SearchFixture mail, string body) => mail.Source.Add(SearchFixture.Message("s", body));
}
