using System.Collections.Immutable;
using System.Text;
using Culver.Storage.Search;
using Culver.Storage.Sqlite.Search;
using Culver.Storage.Sqlite.Sql;
using SQLitePCL;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class SqliteTextIndexTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-search-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_256_texts_become_a_block_and_answers_stay_the_same()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        for (var i = 1; i <= 600; i++)
        {
            await index.AddAsync([Text(i, $"only {i} here")], default);
            Assert.Equal(i / 256, index.Blocks);
        }

        foreach (var i in new[] { 1, 255, 256, 257, 512, 513, 600 })
            Exactly.These(await FindAsync(index, $"only {i} here", 1, 601), i);
    }

    [Fact]
    public async Task A_block_rules_out_what_it_can_and_the_texts_decide_the_rest()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([.. Enumerable.Range(1, 256).Select(i => Text(i, i == 100 ? "abcabd" : "xabdx abc"))], default);
        Assert.Equal(1, index.Blocks);
        Exactly.These(await FindAsync(index, "abcabd", 1, 256), 100);
        Assert.Empty(await FindAsync(index, "zzz", 1, 256));
        Assert.Equal(256, (await FindAsync(index, "abc", 1, 256)).Length);
        Assert.Equal(256, (await FindAsync(index, "ab", 1, 256)).Length);
        Assert.Equal(256, (await FindAsync(index, "", 1, 256)).Length);
    }

    [Fact]
    public async Task A_pruning_index_never_says_no_to_a_text_that_holds_the_needle()
    {
        var random = new Random(4);
        await using var index = SqliteTextIndex.Open(_folder);
        var texts = Enumerable.Range(1, 700).Select(i => (Key: i * 3, Text: RandomText(random, random.Next(0, 60)))).ToArray();
        var byKey = texts.ToDictionary(text => (long)text.Key, text => text.Text);
        foreach (var some in texts.Chunk(50))
            await index.AddAsync([.. some.Select(text => Text(text.Key, text.Text))], default);
        for (var round = 0; round < 60; round++)
        {
            var needle = RandomText(random, random.Next(1, 7));
            var asked = Enumerable.Range(1, 2200).Where(_ => random.Next(2) == 0).Select(i => (long)i).ToArray();
            var answers = await index.FindAsync(asked, [Needle(needle)], default);
            for (var i = 0; i < asked.Length; i++)
            {
                var expected = !byKey.TryGetValue(asked[i], out var text) ? TextAnswer.Unknown : text.Contains(needle, StringComparison.Ordinal) ? TextAnswer.Yes : TextAnswer.No;
                Assert.Equal(expected, answers[i]);
            }
        }
    }

    [Fact]
    public async Task An_index_opens_again_as_it_was()
    {
        await using (var index = SqliteTextIndex.Open(_folder))
        {
            await index.AddAsync([.. Enumerable.Range(1, 300).Select(i => Text(i, $"only {i} here"))], default);
            await index.RemoveAsync(new long[] { 5, 299 }, default);
        }

        await using var again = SqliteTextIndex.Open(_folder);
        Assert.Equal(298, (await again.MessagesAsync(default)).Length);
        Assert.Equal(1, again.Blocks);
        Exactly.These(await FindAsync(again, "only 7 here", 1, 300), 7);
        Exactly.These(await FindAsync(again, "only 300 here", 1, 300), 300);
        Assert.Empty(await FindAsync(again, "only 5 here", 1, 300));
    }

    [Fact]
    public async Task A_text_is_taken_once()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([Text(1, "first")], default);
        await index.AddAsync([Text(1, "second"), Text(2, "second")], default);
        Exactly.These(await index.MessagesAsync(default), 1L, 2L);
        Exactly.These(await FindAsync(index, "first", 1, 2), 1);
        Exactly.These(await FindAsync(index, "second", 1, 2), 2);
    }

    [Fact]
    public async Task Removed_texts_are_unknown_where_they_could_have_matched()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([.. Enumerable.Range(1, 257).Select(i => Text(i, "same text"))], default);
        await index.RemoveAsync(new long[] { 2, 257, 999 }, default);
        var answers = await index.FindAsync(new long[] { 1, 2, 257 }, [Needle("same")], default);
        Assert.Equal([TextAnswer.Yes, TextAnswer.Unknown, TextAnswer.Unknown], answers);
        Assert.Equal(255, (await index.MessagesAsync(default)).Length);
    }

    [Fact]
    public async Task Blocks_are_built_again_when_a_third_of_them_is_stale()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([.. Enumerable.Range(1, 768).Select(i => Text(i, $"only {i} here"))], default);
        await index.RemoveAsync(Enumerable.Range(1, 256).Select(i => (long)i).ToArray(), default);
        Assert.Equal(3, index.Blocks);
        await index.RemoveAsync(new long[] { 257 }, default);
        Assert.Equal(1, index.Blocks);
        Assert.Equal(511, (await index.MessagesAsync(default)).Length);
        Exactly.These(await FindAsync(index, "only 700 here", 1, 768), 700);
        Exactly.These(await FindAsync(index, "only 258 here", 1, 768), 258);
    }

    [Fact]
    public async Task A_text_too_long_to_keep_is_never_ruled_out()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([.. Enumerable.Range(1, 256).Select(i => i == 9 ? new IndexedText(9, default, 0, IsTooLong: true) : Text(i, "short"))], default);
        Assert.Equal(1, index.Blocks);
        var answers = await index.FindAsync(new long[] { 8, 9 }, [Needle("something else")], default);
        Assert.Equal([TextAnswer.No, TextAnswer.TooLong], answers);
    }

    [Fact]
    public async Task Header_and_body_are_told_apart()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([new(1, "subject: owl\nbody\n"u8.ToArray(), 13, IsTooLong: false)], default);
        Exactly.These(await index.FindAsync(new long[] { 1 }, [Needle("owl")], default), TextAnswer.Yes);
        Exactly.These(await index.FindAsync(new long[] { 1 }, [Needle("owl") with { Scope = TextScope.Body }], default), TextAnswer.No);
        Exactly.These(await index.FindAsync(new long[] { 1 }, [Needle("body") with { Scope = TextScope.Body }], default), TextAnswer.Yes);
    }

    [Theory]
    [InlineData("UPDATE form SET version = '0/0/0'")]
    // What was made before embedded messages in a transfer encoding were looked into.
    [InlineData("UPDATE form SET version = replace(version, '2/2/1/', '2/1/')")]
    [InlineData("DELETE FROM form")]
    [InlineData("DROP TABLE form")]
    [InlineData("DROP TABLE text")]
    public async Task A_file_of_another_form_is_thrown_away(string damage)
    {
        await using (var index = SqliteTextIndex.Open(_folder))
            await index.AddAsync([Text(1, "first")], default);
        using (var database = SqliteDatabase.Open(Path.Combine(_folder, TextSchema.FileName), SqliteOpen.Existing))
            database.Execute(damage);
        await using var again = SqliteTextIndex.Open(_folder);
        Assert.Empty(await again.MessagesAsync(default));
        await again.AddAsync([Text(2, "second")], default);
        Exactly.These(await FindAsync(again, "second", 1, 2), 2);
    }

    [Fact]
    public async Task A_damaged_file_is_thrown_away()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, TextSchema.FileName), new string('x', 50_000));
        await using var index = SqliteTextIndex.Open(_folder);
        Assert.Empty(await index.MessagesAsync(default));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_now_stays()
    {
        await using (var index = SqliteTextIndex.Open(_folder))
            await index.AddAsync([Text(1, "first")], default);
        // As where there is no descriptor left: SQLite cannot open its log.
        var obstacle = Path.Combine(_folder, TextSchema.FileName + "-wal");
        System.IO.Directory.CreateDirectory(obstacle);
        Assert.Throws<StorageUnavailableException>(() => SqliteTextIndex.Open(_folder));
        System.IO.Directory.Delete(obstacle);
        await using var again = SqliteTextIndex.Open(_folder);
        Exactly.These(await FindAsync(again, "first", 1, 1), 1);
    }

    [Fact]
    public async Task A_full_disk_costs_no_index()
    {
        var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([Text(1, "first")], default);
        // No fewer than there are: none more.
        index.Database.Execute("PRAGMA max_page_count = 1");
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await index.AddAsync([Text(2, new string('x', 100_000))], default));
        Assert.True(index.HasFailed);
        await index.DisposeAsync();
        await using var again = SqliteTextIndex.Open(_folder);
        Exactly.These(await again.MessagesAsync(default), 1L);
        Exactly.These(await FindAsync(again, "first", 1, 2), 1);
    }

    [Fact]
    public void A_file_that_cannot_be_thrown_away_keeps_its_log()
    {
        var path = Path.Combine(_folder, TextSchema.FileName);
        System.IO.Directory.CreateDirectory(path);
        File.WriteAllText(path + "-wal", "x");
        Assert.False(TextSchema.TryDelete(path));
        Assert.True(File.Exists(path + "-wal"));
        System.IO.Directory.Delete(path);
        Assert.True(TextSchema.TryDelete(path));
        Assert.False(File.Exists(path + "-wal"));
    }

    [Fact]
    public async Task A_log_without_its_file_says_nothing()
    {
        var path = Path.Combine(_folder, TextSchema.FileName);
        await using (var index = SqliteTextIndex.Open(_folder))
        {
            await index.AddAsync([Text(1, "first")], default);
            File.Copy(path + "-wal", path + "-kept");
        }

        File.Delete(path);
        File.Move(path + "-kept", path + "-wal");
        await using var again = SqliteTextIndex.Open(_folder);
        Assert.Empty(await again.MessagesAsync(default));
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, false)]
    [InlineData(raw.SQLITE_CANTOPEN, false)]
    [InlineData(raw.SQLITE_BUSY, false)]
    [InlineData(raw.SQLITE_NOMEM, false)]
    // What a sync that failed left behind looks right until the power goes.
    [InlineData(raw.SQLITE_IOERR_FSYNC, true)]
    [InlineData(raw.SQLITE_IOERR_WRITE, true)]
    [InlineData(raw.SQLITE_CORRUPT, true)]
    [InlineData(raw.SQLITE_NOTADB, true)]
    [InlineData(raw.SQLITE_ERROR, true)]
    public void What_leaves_doubt_of_the_file_has_it_thrown_away(int code, bool isDoubtful) =>
        Assert.Equal(isDoubtful, SqliteTextIndex.LeavesDoubt(SqliteException.For(code, "failed")));

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        Assert.Throws<StorageUnavailableException>(() => SqliteTextIndex.Open(Path.Combine(_folder, "missing")));
    }

    [Fact]
    public async Task An_index_that_failed_answers_no_more_and_is_made_anew()
    {
        var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([Text(1, "first")], default);
        using (var database = SqliteDatabase.Open(Path.Combine(_folder, TextSchema.FileName), SqliteOpen.Existing))
            database.Execute("DROP TABLE tail");
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await index.AddAsync([Text(2, "second")], default));
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await index.FindAsync(new long[] { 1 }, [Needle("first")], default));
        await index.DisposeAsync();
        Assert.False(File.Exists(Path.Combine(_folder, TextSchema.FileName)));
        await using var again = SqliteTextIndex.Open(_folder);
        Assert.Empty(await again.MessagesAsync(default));
    }

    [Fact]
    public async Task A_check_of_an_index_that_failed_meanwhile_says_so_and_one_of_a_damaged_index_something_else()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([Text(1, "first")], default);
        using (var database = SqliteDatabase.Open(Path.Combine(_folder, TextSchema.FileName), SqliteOpen.Existing))
            database.Execute("DROP TABLE tail");
        Assert.IsNotType<TextIndexClosedException>(await Assert.ThrowsAnyAsync<StorageUnavailableException>(async () => await index.CheckAsync(default)));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await index.AddAsync([Text(2, "second")], default));
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await index.CheckAsync(default));
        await index.DisposeAsync();
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await index.CheckAsync(default));
    }

    [Fact]
    public async Task Nobody_but_the_owner_may_read_the_texts()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var index = SqliteTextIndex.Open(_folder);
        await index.AddAsync([Text(1, "first")], default);
        var files = System.IO.Directory.GetFiles(_folder);
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_closed_index_says_so()
    {
        var index = SqliteTextIndex.Open(_folder);
        await index.DisposeAsync();
        await index.DisposeAsync();
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await index.MessagesAsync(default));
        await Assert.ThrowsAsync<TextIndexClosedException>(async () => await index.AddAsync([Text(1, "x")], default));
    }

    [Fact]
    public async Task Signatures_alone_rule_out_and_never_a_text_that_holds_the_needle()
    {
        await using var index = SqliteTextIndex.Open(_folder);
        var random = new Random(3);
        var texts = Enumerable.Range(1, 600).Select(i => Text(i, RandomText(random, 40))).ToArray();
        await index.AddAsync(texts, default);
        var asked = Enumerable.Range(1, 700).Select(static i => (long)i).ToArray();
        var ruledOut = 0;
        for (var i = 0; i < 50; i++)
        {
            var needle = RandomText(random, 5);
            var answers = await index.RuleOutAsync(asked, [Needle(needle)], fields: null, default);
            var found = await index.FindAsync(asked, [Needle(needle)], default);
            Assert.All(answers, static answer => Assert.True(answer is TextAnswer.No or TextAnswer.Unknown));
            for (var at = 0; at < asked.Length; at++)
            {
                if (answers[at] == TextAnswer.No)
                    Assert.Equal(TextAnswer.No, found[at]);
            }

            ruledOut += answers.Count(static answer => answer == TextAnswer.No);
        }

        // Two blocks; the newest 88 have no signature yet.
        Assert.InRange(ruledOut, 50 * 512 * 3 / 4, 50 * 512);
    }

    private static IndexedText Text(long key, string text) => new(key, Encoding.UTF8.GetBytes(text), 0, IsTooLong: false);

    private static FoldedNeedle Needle(string text) => new(Encoding.UTF8.GetBytes(text), TextScope.HeaderAndBody);

    private static string RandomText(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(5))));

    private static async Task<int[]> FindAsync(SqliteTextIndex index, string needle, int from, int to)
    {
        var messages = Enumerable.Range(from, to - from + 1).Select(i => (long)i).ToArray();
        var answers = await index.FindAsync(messages, ImmutableArray.Create(Needle(needle)), default);
        return [.. answers.Select((answer, i) => (answer, i)).Where(pair => pair.answer == TextAnswer.Yes).Select(pair => from + pair.i)];
    }
}
