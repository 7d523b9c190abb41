using Culver.Storage.Sqlite.Accounts;
using Culver.Storage.Sqlite.Schema;
using Culver.Storage.Sqlite.Sql;
using Culver.Storage.Tests.Accounts;
using Xunit;
using static Culver.Storage.Tests.Accounts.TestStore;

namespace Culver.Storage.Tests.Sqlite;

/// <summary>A connection that rests keeps the moment it saw, and never for longer than that is the newest.</summary>
public sealed class AccountReadersTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("culver-readers-").FullName;
    private readonly AccountReaders _readers;
    private readonly SqliteDatabase _writer;

    public AccountReadersTests()
    {
        var time = new TestTime();
        var surroundings = new AccountSurroundings(_folder, new(), time, new(time), static _ => new());
        AccountSchema.CreateUnsynced(surroundings.Database).Dispose();
        _writer = AccountSchema.OpenWriter(surroundings.Database, new());
        _writer.Execute("INSERT INTO account (one, id, modseq, uid_validity, next_message) VALUES (1, zeroblob(16), 0, 1, 1)");
        _readers = new(surroundings);
    }

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Who_reads_again_sees_the_same_moment_without_another_look_at_the_log()
    {
        Assert.Equal(0, ModSeq());
        // Nobody changes the database so but this test: it shows that the second reading did not look.
        _writer.Execute("UPDATE account SET modseq = 1");
        Assert.Equal(0, ModSeq());
        Assert.True(IsLogHeld());
    }

    [Fact]
    public void What_was_changed_is_seen_by_whoever_reads_then()
    {
        Assert.Equal(0, ModSeq());
        for (var i = 1; i < 5; i++)
        {
            Change(i);
            Assert.Equal(i, ModSeq());
            Assert.Equal(i, ModSeq());
        }
    }

    [Fact]
    public void A_change_finds_no_reader_that_rests_with_the_log_in_its_hands()
    {
        // Two that read at once, so that two rest.
        Assert.Equal(0, _readers.Read(this, static (_, test) => test.ModSeq()));
        Assert.True(IsLogHeld());
        using (_readers.Change())
        {
            _writer.Execute("UPDATE account SET modseq = 7");
            Assert.False(IsLogHeld());
        }

        Assert.Equal(7, ModSeq());
    }

    [Fact]
    public void Who_reads_while_something_is_changed_keeps_nothing()
    {
        using (_readers.Change())
        {
            Assert.Equal(0, ModSeq());
            Assert.False(IsLogHeld());
        }

        Assert.False(IsLogHeld());
    }

    [Fact]
    public void Who_reads_when_a_change_comes_goes_on_seeing_its_moment_and_then_gives_it_up()
    {
        var seen = _readers.Read(this, static (database, test) =>
        {
            var before = database.Scalar("SELECT modseq FROM account", -1);
            test.Change(3);
            return (before, database.Scalar("SELECT modseq FROM account", -1));
        });
        Assert.Equal((0, 0), seen);
        Assert.False(IsLogHeld());
        Assert.Equal(3, ModSeq());
    }

    [Fact]
    public void Connections_that_rest_give_up_what_they_saw_when_they_are_closed()
    {
        Assert.Equal(0, ModSeq());
        _readers.Rest();
        Assert.False(IsLogHeld());
        Assert.Equal(0, ModSeq());
        _readers.Dispose();
        Assert.False(IsLogHeld());
        Assert.Throws<AccountGoneException>(() => ModSeq());
    }

    [Fact]
    public void A_reading_that_fails_leaves_nothing_behind()
    {
        Assert.Equal(0, ModSeq());
        Assert.Throws<StorageUnavailableException>(() => _readers.Read(0, static int (database, _) => throw new StorageUnavailableException("The disk failed.")));
        Assert.False(IsLogHeld());
        Assert.Equal(0, ModSeq());
    }

    [Fact]
    public async Task Whoever_knows_of_a_change_sees_it_whatever_others_read_meanwhile()
    {
        const int Changes = 300;
        var known = 0L;
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                while (Volatile.Read(ref known) is var before && before < Changes)
                    Assert.InRange(ModSeq(), before, Changes);
            },
            None)).ToArray();
        try
        {
            for (var i = 1; i <= Changes && !Array.Exists(readers, static reader => reader.IsFaulted); i++)
            {
                Change(i);
                Volatile.Write(ref known, i);
            }
        }
        finally
        {
            Volatile.Write(ref known, Changes);
            await Task.WhenAll(readers);
        }

        using (_readers.Change())
            Assert.False(IsLogHeld());
    }

    [Fact]
    public async Task The_log_does_not_grow_because_somebody_reads_after_every_delivery()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        using var view = await account.OpenViewAsync(inbox, None);
        var log = System.IO.Path.Combine(test.Held.AccountFolder(test.AccountId), "account.db-wal");
        var longest = 0L;
        for (var i = 0; i < 600; i++)
        {
            await test.AppendAsync(account, inbox, new((char)('a' + (i % 26)), 4000));
            var after = (await view!.SyncAsync(expunges: true, None)).After;
            await using var content = await account.OpenContentAsync(after[new(after.Count)], None);
            Assert.Equal((byte)('a' + (i % 26)), content.Memory.Span[^1]);
            longest = Math.Max(longest, new FileInfo(log).Length);
        }

        // More than twice as much went through it.
        Assert.InRange(longest, 1, 12_000_000);
    }

    [Fact]
    public async Task What_is_expunged_while_a_moment_is_kept_can_be_read_until_it_is_swept()
    {
        await using var test = await TestStore.StartAsync();
        await using var account = await test.OpenAsync();
        var inbox = Find(account, "INBOX");
        await test.AppendAsync(account, inbox, "first", MessageFlags.Of(SystemFlags.Deleted));
        await test.AppendAsync(account, inbox, "second");
        var view = (await account.OpenViewAsync(inbox, None))!;
        var rows = await view.SnapshotAsync(None);
        await ReadAsync(account, rows, 1);
        await account.ExpungeAsync(inbox, UidSet.All, None);
        await ReadAsync(account, rows, 1);
        view.Dispose();
        await test.SweepAsync(account);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => ReadAsync(account, rows, 1));
        await ReadAsync(account, rows, 2);
    }

    private static async Task ReadAsync(IMailAccount account, MailboxSnapshot rows, int number)
    {
        await using var content = await account.OpenContentAsync(rows[new(number)], None);
        Assert.NotEqual(0, content.Length);
    }

    private long ModSeq() => _readers.Read(0, static (database, _) =>
    {
        var statement = database.Statement("SELECT modseq FROM account");
        using (statement.Rows())
            return statement.Step() ? statement.Int64(0) : -1;
    });

    private void Change(long modSeq)
    {
        using (_readers.Change())
        {
            _writer.Begin();
            _writer.Execute($"UPDATE account SET modseq = {modSeq}");
            _writer.Commit();
        }
    }

    // Whether somebody's read transaction keeps the log from being begun anew.
    private bool IsLogHeld()
    {
        var path = System.IO.Path.Combine(_folder, "account.db");
        using var other = SqliteDatabase.Open(path, SqliteOpen.Existing);
        other.Execute("PRAGMA busy_timeout = 0");
        return other.Scalar("PRAGMA wal_checkpoint(TRUNCATE)", -1) != 0;
    }
}
